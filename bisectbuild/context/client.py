"""How the docker clients of different ages write the entries of a context tar."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Seen: 20.10.24 (names, type bits), 26.1.5 and 28.5.2 (neither). Between them by the dates of
# moby's changes: names went with 23.0 (FileInfoHeaderNoLookups), type bits after its branch was
# made (moby/moby#44083).
_NO_NAMES_FROM = 23
_NO_TYPE_BITS_FROM = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class TarManner:
    """What the daemon's checksums see and clients differ in.

    `type_bits`: the file type stands in the mode field too (0100644). `names`: user and group
    names as the local machine knows them, although the ids are 0.
    """

    type_bits: bool = False
    names: bool = False


def major_version(version: str) -> int | None:
    """Give the first number of a version such as `20.10.24+dfsg1`, None where there is none."""
    match = re.match(r"\d+", version)
    return int(match.group()) if match else None


def tar_manner(client_version: str) -> TarManner:
    """Give the manner of a client of this version; of today's where it is not known ("")."""
    major = major_version(client_version)
    if major is None:
        return TarManner()
    return TarManner(type_bits=major < _NO_TYPE_BITS_FROM, names=major < _NO_NAMES_FROM)
