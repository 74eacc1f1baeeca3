"""What apt says of repositories and packages, in the forms of its versions and languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.signature import Hit, Signature

# apt before 3.0 writes `E:`, later ones may write the word.
ERROR: Final = r"^(?:E|Error): "
TOLD: Final = r"^(?:E|W|Error|Warning): "
_NO_RELEASE: Final = Signature(
    TOLD + r"The repository '(?P<url>[a-z]\S*:\S+?)/* (?P<suite>\S+) (?:In)?Release' "
    r"(?:does not have|does no longer have|no longer has) a Release file",
    "a Release file",
)
_NO_INDEX: Final = Signature(
    r"^(?:E: |W: |Error: |Warning: )?Failed to fetch (?P<url>\S+?)/+dists/"
    r"(?P<suite>[^/\s]+(?:/updates)?)/(?:\S*/binary-(?P<cpu>\w+)/)?\S*"
    r"(?:Packages|Sources|Release|Translation-\w+|by-hash/)\S*\s+(?:404|410)\b",
    "Failed to fetch",
)
_INDEXES_FAILED: Final = Signature(
    ERROR + r"(?:Some index files failed to download|Failed to fetch \S+/dists/"
    r"|The repository '.*Release file)",
    "E: ",
    "Error: ",
)
_MISSED: Final = Signature(
    ERROR + r"(?:Unable to locate package|Package '?\S+ has no installation candidate"
    r"|Version '.*' for '.*' was not found|Couldn't find any package|Unable to correct problems)",
    "E: ",
    "Error: ",
)
_UNPACKED: Final = Signature(r"^(?:Setting up|Unpacking) \S+ \(", "Setting up", "Unpacking")
_LAST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingIndex:
    """A part of a repository that is not there: its address, and the suite as written.

    `cpu` is the architecture, "" where the whole suite is missing.
    """

    url: str
    suite: str
    cpu: str
    hit: Hit

    @property
    def codename(self) -> str:
        """The release it is of: `stretch` of `stretch-updates`."""
        return re.split(r"[/-]", self.suite, maxsplit=1)[0]


def missing_indexes(case: Case) -> tuple[MissingIndex, ...]:
    """Give what `apt-get update` did not find, where the step failed for it."""
    hits = [*_NO_RELEASE.hits(case.log), *_NO_INDEX.hits(case.log)]
    if not hits:
        return ()
    end = closing(case.log, _LAST)
    missed = _MISSED.last(end)
    stopped = _INDEXES_FAILED.last(end)
    if missed is None and (stopped is None or _went_on(case)):
        return ()
    hits.sort(key=lambda hit: hit.number)
    return tuple(_missing(hit) for hit in hits)


def _missing(hit: Hit) -> MissingIndex:
    cpu = hit.match.groupdict().get("cpu") or ""
    return MissingIndex(url=hit["url"], suite=hit["suite"], cpu=cpu, hit=hit)


def _went_on(case: Case) -> bool:
    """Tell whether packages were installed after the indexes had failed."""
    stopped = _INDEXES_FAILED.last(case.log)
    unpacked = _UNPACKED.last(case.log)
    return stopped is not None and unpacked is not None and unpacked.number > stopped.number


def is_update_missing(case: Case) -> bool:
    """Tell whether the RUN installs and does not update before."""
    script = case.source
    install = re.search(r"\bapt(?:-get)?\b[^&;|\n]*\binstall\b", script)
    if install is None or case.keyword != "RUN":
        return False
    return re.search(r"\b(?:apt(?:-get)?|aptitude)\b[^&;|\n]*\bupdate\b", script) is None
