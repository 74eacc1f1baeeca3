"""CMake's errors: a head line with the place, then an indented text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bisectbuild.diagnose.rule import Proof
from bisectbuild.diagnose.signature import Hit, Signature
from bisectbuild.trace.digest import Log

_HEAD: Final = Signature(
    r"^[ \t]*CMake Error(?: at (?P<file>[^\n]+?):(?P<row>\d+) \((?P<command>\w+)\)"
    r"| in (?P<in>[^\n:]+)| \([^)\n]*\))?:(?P<rest>[^\n]*)",
    "CMake Error",
)
_MOST_LINES: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CMakeError:
    """One error. `place` is `file:line`, "" where CMake names none; `text` is joined by spaces.

    `hit` is the head line, `text_hits` further lines that carry the text.
    """

    place: str
    command: str
    text: str
    hit: Hit


def errors(log: Log) -> Iterator[CMakeError]:
    """Give every error in the order of the log."""
    for hit in _HEAD.hits(log):
        place = f"{hit['file']}:{hit['row']}" if hit["file"] else hit["in"]
        text = hit["rest"].strip() or _text(log, log.position(hit.match.start()) + 1)
        yield CMakeError(place=place, command=hit["command"].lower(), text=text, hit=hit)


def evidence(log: Log, error: CMakeError) -> tuple[Proof, ...]:
    """Give the head line and the first line of the text."""
    at = log.position(error.hit.match.start())
    rows = [at, *range(at + 1, min(at + 4, len(log.lines)))]
    return tuple(
        Proof(text=log.lines[row].strip(), line=log.numbers[row])
        for row in rows
        if log.lines[row].strip()
    )


def _text(log: Log, start: int) -> str:
    """Join the indented lines that follow; two empty lines, or one at the margin, end them."""
    kept: list[str] = []
    for line in log.lines[start : start + _MOST_LINES]:
        if line.strip() and not re.match(r"[ \t]{2,}", line):
            break
        if not line.strip() and kept and not kept[-1]:
            break
        kept.append(line.strip())
    return " ".join(part for part in kept if part)
