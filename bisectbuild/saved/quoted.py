"""The lines of the Dockerfile that BuildKit quotes under its error, at their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = re.compile(r"(?P<name>\S[^\n]*):\d+")
_RULE = "-" * 20
_LINE = re.compile(r" *(?P<number>\d{1,9}) \|(?: (?P<mark>>>>|   )(?: (?P<text>.*))?|\s*)")
_REFUSED = re.compile(
    r"parse error (?:on )?line (?P<number>\d{1,9}): unknown instruction: (?P<word>\S+)",
    re.IGNORECASE,
)
# No Dockerfile is longer: a number beyond it is a process's own words.
MOST_LINES = 20_000
_MARKED = re.compile(r" *\d+ \| >>> ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One location block: `lines` by their numbers, `marked` those with `>>>`."""

    name: str
    lines: dict[int, str]
    marked: frozenset[int]

    @property
    def first(self) -> int:
        """The number of the first quoted line."""
        return min(self.lines)

    @property
    def last(self) -> int:
        """The number of the last quoted line."""
        return max(self.lines)


def quoted_lines(output: str) -> Quoted | None:
    """Find the first block, which is the inner cause; None where there is none.

    Blank lines between its lines, as compose prints them, are borne.
    """
    lines = [line.rstrip("\r") for line in output.split("\n")]
    for at, line in enumerate(lines):
        name = _NAME.fullmatch(line)
        if name is None:
            continue
        rest = (lines[n] for n in range(at + 1, len(lines)) if lines[n].strip())
        if next(rest, "") == _RULE and (found := _read(name["name"], rest)):
            return found
    return _headless(lines)


def refused_line(message: str) -> Quoted | None:
    """Give the one line that a message of a refused file quotes: its first word alone."""
    match = _REFUSED.search(message)
    if match is None:
        return None
    number = int(match["number"])
    if not _can_be(number):
        return None
    return Quoted(name="Dockerfile", lines={number: match["word"]}, marked=frozenset({number}))


def _headless(lines: list[str]) -> Quoted | None:
    """Find a block of which the log's cut has left only the last lines."""
    marks = [at for at, line in enumerate(lines) if _MARKED.match(line)]
    if not marks:
        return None
    at = marks[0]
    while at and _LINE.fullmatch(lines[at - 1]):
        at -= 1
    return _read("Dockerfile", lines[at:])


def _can_be(number: int) -> bool:
    """Tell whether a line of a Dockerfile can have this number."""
    return 1 <= number <= MOST_LINES


def _read(name: str, lines: Iterable[str]) -> Quoted | None:
    found: dict[int, str] = {}
    marked = set()
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            break
        number = int(match["number"])
        if not _can_be(number):
            break
        found[number] = match["text"] or ""
        if match["mark"] == ">>>":
            marked.add(number)
    return Quoted(name=name, lines=found, marked=frozenset(marked)) if found else None
