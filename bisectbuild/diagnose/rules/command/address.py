"""Which URL a download of the step asked for, and whether one failed."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.signature import Hit, Signature

_URL: Final = re.compile(r"(?:https?|ftp)://[^\s'\"`|)<>;\\]+")
_WGET: Final = re.compile(r"^--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--  (\S+)")
_TRACED: Final = re.compile(r"^\++ (?:curl|wget|aria2c|axel) ")
_ANYONE: Final = re.compile(r"(//)[^/@\s]+@")
_FAILED: Final = Signature(
    r"\bcurl: \((?!3\b|2\b)\d+\)|[\d%]curl: \((?!3\b|2\b)\d+\)"
    r"|^wget: (?:server returned|error|bad|can't connect|download timed)"
    r"|^\d{4}-\d\d-\d\d .* ERROR \d{3}: | failed: (?:Connection|Temporary|Name or service)",
    "curl: (", "wget: ", "ERROR ", " failed: ",
)  # fmt: skip
_PROGRESS: Final = Signature(r"^ *100 +(?P<size>\d{1,4}) +100 +\d+ +0 +0 +\d", "100")
_VALUE: Final = re.compile(r"([?&][^=&]+=)[^&]{16,}")
_BACK: Final = 30


def address(case: Case, hit: Hit) -> str:
    """Give the URL that a failed download asked for, "" where it cannot be told."""
    at = case.log.numbers.index(hit.number)
    found = _URL.findall(hit.line)[:1] or _above(case.log.lines[max(0, at - _BACK) : at])
    if not found:
        # The failing part of a pipe may not be the one that asked.
        asked = _URL.findall(case.script) or _URL.findall(case.source)
        written = list(dict.fromkeys(asked))
        found = written if len(written) == 1 else []
    return _shown(found[0]) if found else ""


def _above(lines: tuple[str, ...]) -> list[str]:
    """Give what wget asked for, or what a traced command says; a redirect's own URL is skipped."""
    for at in range(len(lines) - 1, -1, -1):
        told = _WGET.match(lines[at])
        if told and not (at and lines[at - 1].startswith("Location: ")):
            return [told[1]]
        if _TRACED.match(lines[at]) and (traced := _URL.findall(lines[at])):
            return traced[-1:]
    return []


def fetch_failed(case: Case) -> bool:
    """Tell whether a download of the step said that it failed."""
    return _FAILED.first(case.log.tail(40)) is not None


def small_download(case: Case) -> str:
    """Give the size of the last download where curl shows a few bytes alone, "" otherwise."""
    hit = _PROGRESS.last(case.log.tail(30))
    return hit["size"] if hit else ""


def _shown(url: str) -> str:
    """Leave out who asks, and long values, which may be tokens."""
    return _VALUE.sub(r"\1…", _ANYONE.sub(r"\1", url)).rstrip(".,:]")
