"""What a git command of the step was working on."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.signature import Hit

_QUOTED: Final = re.compile(r"'((?:https?|ssh|git)://[^'\s]+|[\w.-]+@[\w.-]+:[^'\s]+)'")
_PLAIN: Final = re.compile(r"((?:https?|ssh|git)://[^\s'\"]+|\b[\w.-]+@[\w.-]+:[\w./~-]+)")
_HAS_PATH: Final = re.compile(r"\w/\w|@.*:\w")
_ANYONE: Final = re.compile(r"(//)[^/@\s]+@")
_BACK: Final = 6


def repository(case: Case, hit: Hit) -> str:
    """Give the repository that the failed git command names, "" where it cannot be told."""
    at = case.log.numbers.index(hit.number)
    for line in (hit.line, *reversed(case.log.lines[max(0, at - _BACK) : at])):
        if (found := _QUOTED.search(line)) and _HAS_PATH.search(found[1]):
            return _shown(found[1])
        if line.startswith("+ git ") and (found := _PLAIN.search(line)):
            return _shown(found[1])
    written = list(dict.fromkeys(_PLAIN.findall(case.script)))
    if len(written) != 1 and (found := _QUOTED.search(hit.line)):
        return _shown(found[1])
    return _shown(written[0]) if len(written) == 1 else ""


def _shown(url: str) -> str:
    """Leave out who asks: it may be a token."""
    return _ANYONE.sub(r"\1", url).rstrip("/.,;")
