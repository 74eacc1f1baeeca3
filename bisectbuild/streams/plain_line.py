"""The kinds of lines that stand after `#5 ` in plain progress."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

_ENDED = re.compile(r"CACHED|CANCELED|DONE(?: (?P<seconds>\d{1,9}(?:\.\d+)?)s)?")
_LOGGED = re.compile(r"\d+\.\d{1,3}(?: |$)")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LINE = re.compile(r"\(line (\d{1,9})\)$")
_SIZE = r"(\d{1,9}(?:\.\d+)?)([kKMGTP]?i?)B"
_STATUS = re.compile(
    rf"(?P<what>.*?)(?: {_SIZE}(?: / {_SIZE})?)?(?: \d+(?:\.\d+)?s)?(?: done)?", re.DOTALL
)
_POWERS = {"": 0, "k": 1, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5}


class Kind(Enum):
    """What a line tells of its step."""

    LOG = auto()
    ERROR = auto()
    END = auto()
    WARNING = auto()
    STATUS = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One line. `line` is that of the Dockerfile a warning names; sizes are in bytes."""

    kind: Kind
    text: str = ""
    seconds: float | None = None
    line: int = 0
    current: int = 0
    total: int = 0


def read_line(text: str) -> StepLine:
    """Tell of which kind a line is. Log lines always begin with seconds, so none can pass as more.

    `sha256:…` alone is the second header line of BuildKit 0.8.
    """
    if _LOGGED.match(text):
        return StepLine(kind=Kind.LOG)
    if ended := _ENDED.fullmatch(text):
        seconds = ended["seconds"]
        word = text.partition(" ")[0]
        return StepLine(kind=Kind.END, text=word, seconds=float(seconds) if seconds else None)
    if text.startswith("ERROR: "):
        return StepLine(kind=Kind.ERROR, text=text.removeprefix("ERROR: "))
    if text.startswith("WARN: "):
        named = _LINE.search(text)
        words = text.removeprefix("WARN: ")
        return StepLine(kind=Kind.WARNING, text=words, line=int(named[1]) if named else 0)
    if text in {"", "..."} or _DIGEST.fullmatch(text):
        return StepLine(kind=Kind.NOTHING)
    return _status(text)


def _status(text: str) -> StepLine:
    match = _STATUS.fullmatch(text)
    if match is None:
        return StepLine(kind=Kind.STATUS, text=text)
    what, current, current_unit, total, total_unit = match.groups()
    return StepLine(
        kind=Kind.STATUS,
        text=what,
        current=_bytes(current, current_unit),
        total=_bytes(total, total_unit),
    )


def _bytes(number: str | None, unit: str | None) -> int:
    if not number or unit is None:
        return 0
    base = 1024 if unit.endswith("i") else 1000
    power = _POWERS[unit.removesuffix("i")]
    return round(float(number) * float(base**power))
