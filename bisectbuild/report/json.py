"""The postmortem as JSON."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.postmortem import Postmortem, to_json

# What a terminal obeys though JSON lets it stand: DEL, the C1 controls, and marks that turn text.
_RAW: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def render(postmortem: Postmortem) -> bytes:
    """Give the document of the contract, safe to print; its values are those of the record."""
    # Outside of its strings JSON has none of them, and within a string an escape means the same.
    return _RAW.sub(_escaped, to_json(postmortem).decode()).encode()


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
