"""The failing step's log as reports show it: its lines, which of them tell, and what to fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bisectbuild.postmortem import Evidence, LogPart, Postmortem
from bisectbuild.report.words import clipped
from bisectbuild.tty.text import visible

_LONGEST: Final = 4000
_SHORT: Final = 300
_AROUND: Final = 12
_BEGINNING: Final = 10
_END: Final = 60
_CHUNK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the log; `telling` where it speaks for a finding."""

    number: int
    text: str
    telling: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Lines that follow one another, open or folded, in chunks that a browser can skip.

    `missing` counts the lines that are not kept between the fold before and this one.
    """

    first: int
    last: int
    missing: int
    telling: int
    open: bool
    chunks: tuple[tuple[Line, ...], ...]


def kept(log: LogPart) -> tuple[Evidence, ...]:
    """Give the lines that can be shown, with their numbers, in order, each number once."""
    if not log.kept:
        first = max(log.lines - len(log.tail), 0) + 1
        return tuple(Evidence(text=text, line=first + at) for at, text in enumerate(log.tail))
    found = {line.line: line for line in log.kept}
    return tuple(found[number] for number in sorted(found))


def telling(postmortem: Postmortem) -> frozenset[int]:
    """Give the numbers of the lines that speak for a finding."""
    return frozenset(proof.line for found in postmortem.findings for proof in found.because)


def log_lines(postmortem: Postmortem) -> tuple[Line, ...]:
    """Give all lines that can be shown, made visible; of overlong ones without the middle."""
    marked = telling(postmortem)
    return tuple(
        Line(
            number=line.line,
            text=visible(clipped(line.text, _LONGEST)),
            telling=line.line in marked,
        )
        for line in kept(postmortem.log)
    )


def folds(lines: tuple[Line, ...]) -> tuple[Fold, ...]:
    """Part the lines where numbers jump and where what is folded begins and ends.

    A short log is open as a whole; of a long one the beginning, the end and what surrounds the
    telling lines.
    """
    shown = _shown(lines)
    out: list[Fold] = []
    last = 0
    for is_open, run in _runs(lines, shown):
        out.append(_fold(run, last, is_open=is_open))
        last = run[-1].number
    return tuple(out)


def _shown(lines: tuple[Line, ...]) -> frozenset[int]:
    """Give the places of the lines that are open."""
    if len(lines) <= _SHORT:
        return frozenset(range(len(lines)))
    found = {*range(_BEGINNING), *range(len(lines) - _END, len(lines))}
    for at, line in enumerate(lines):
        if line.telling:
            found.update(range(at - _AROUND, at + _AROUND + 1))
    return frozenset(found)


def _runs(
    lines: tuple[Line, ...], shown: frozenset[int]
) -> Iterator[tuple[bool, tuple[Line, ...]]]:
    """Give the lines in runs, each open or not; in a run all numbers follow one another."""
    places = enumerate(lines)
    for (is_open, _), group in groupby(
        places, key=lambda item: (item[0] in shown, item[1].number - item[0])
    ):
        yield is_open, tuple(line for _, line in group)


def _fold(run: tuple[Line, ...], last: int, *, is_open: bool) -> Fold:
    return Fold(
        first=run[0].number,
        last=run[-1].number,
        missing=run[0].number - last - 1,
        telling=sum(line.telling for line in run),
        open=is_open,
        chunks=tuple(_chunks(run)),
    )


def _chunks(run: tuple[Line, ...]) -> Iterable[tuple[Line, ...]]:
    return (run[at : at + _CHUNK] for at in range(0, len(run), _CHUNK))
