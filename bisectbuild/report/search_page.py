"""The picture of a bisection on the HTML page: where its probes lie, and its points in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bisectbuild.postmortem import Postmortem
from bisectbuild.report.bisected import (
    Asked,
    Bisected,
    Cell,
    effort,
    heading,
    points,
    says_all,
    word,
)
from bisectbuild.tty.text import one_line, seconds

_QUESTION: Final = 160
_MOST_ROWS: Final = 60
_MOST_LISTED: Final = 400
_OUTPUT: Final = 40
_AROUND: Final = 2
_SHORTEST_FOLD: Final = 3
# Geometry: pixels down, parts of a hundred across; the edges leave room for half a mark.
_ROW: Final = 36
_LEFT: Final = 5.0
_RIGHT: Final = 95.0
_HALF: Final = 50.0
_ROOM: Final = 36.0
_TICK_ROOM: Final = 11.0
_WORD: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A probe in the picture; `low` and `high` bound what it left to suspect, None if unknown."""

    number: int
    verdict: str
    left: float
    top: int
    label: str
    low: float | None
    high: float | None

    @property
    def is_left(self) -> bool:
        """Tell whether its words stand on its right: where there is room, off the suspects."""
        free = self.verdict != "good" if self.low is not None else self.left < _HALF
        return free if _ROOM <= self.left <= 100 - _ROOM else self.left < _HALF


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A point that is named below the picture."""

    left: float
    label: str
    culprit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The picture: a row for each probe, the axis from left to right."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    culprits: tuple[float, ...]
    height: int
    narrows: bool
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Points one after another; `summary` is "" where they are shown without a fold."""

    summary: str
    cells: tuple[Cell, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A probe in the table."""

    asked: Asked
    seconds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change of the verdict, in the person's words, and the verdict after it."""

    before: str
    after: str
    verdict: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchShown:
    """All that the page shows of a bisection; `sentence` is "" where the heading says it all."""

    heading: str
    sentence: str
    tested: str
    drawn: Drawn | None
    runs: tuple[Run, ...]
    rows: tuple[Row, ...]
    turns: tuple[Turn, ...]
    output: tuple[str, ...]
    reason: str


def search_shown(postmortem: Postmortem, shown: Bisected) -> SearchShown:
    """Lay out a bisection for the page."""
    part, probe = shown.part, shown.blamed
    return SearchShown(
        heading=heading(postmortem, shown, _QUESTION),
        sentence="" if says_all(part) else part.sentence,
        tested=effort(part),
        drawn=_drawn(postmortem, shown),
        runs=tuple(_runs(shown)),
        rows=tuple(
            Row(asked=asked, seconds=seconds(asked.seconds))
            for asked in shown.probes[:_MOST_LISTED]
        ),
        turns=tuple(
            Turn(
                before=word(part, turn.before),
                after=word(part, turn.after),
                verdict=turn.after,
                title=turn.title,
            )
            for turn in part.changes
        ),
        output=probe.output[-_OUTPUT:] if probe else (),
        reason=probe.reason if probe else "",
    )


def _drawn(postmortem: Postmortem, shown: Bisected) -> Drawn | None:
    """Draw the search; None where its probes are not of its points."""
    asked = [probe for probe in shown.probes if probe.at is not None]
    if not asked or len(shown.cells) < 2:  # noqa: PLR2004 - one point is no axis
        return None
    narrows = _narrows(postmortem, shown)
    left = [_left(shown, at) for at in range(len(shown.cells))]
    rows = asked[:_MOST_ROWS]
    return Drawn(
        marks=tuple(_marks(rows, left, narrows=narrows)),
        ticks=tuple(_ticks(shown, left)),
        culprits=tuple(left[at] for at, cell in enumerate(shown.cells) if cell.culprit),
        height=len(rows) * _ROW,
        narrows=narrows,
        left_out=len(asked) - len(rows),
    )


def _narrows(postmortem: Postmortem, shown: Bisected) -> bool:
    """Tell whether each probe leaves a part of a line: one chain, each point answering one way."""
    if shown.part.result in {"changes", "doubtful"} or shown.part.flaky:
        return False
    if shown.part.axis == "commit":
        return False
    lines = {cell.line for cell in shown.cells}
    stages = {step.stage for step in postmortem.steps if step.line_start in lines}
    return shown.part.axis != "instruction" or len(stages) <= 1


def _left(shown: Bisected, at: int) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * at / (len(shown.cells) - 1), 2)


def _marks(rows: list[Asked], left: list[float], *, narrows: bool) -> Iterator[Mark]:
    first, last = 0, len(left) - 1
    for row, asked in enumerate(rows):
        at = asked.at or 0
        if asked.verdict == "good":
            first = max(first, min(at + 1, last))
        elif asked.verdict == "bad":
            last = min(last, at)
        name = asked.name or one_line(asked.title, _WORD)
        yield Mark(
            number=asked.number,
            verdict=asked.verdict,
            left=left[at],
            top=row * _ROW,
            label=f"{name} {one_line(asked.word, _WORD)}",
            low=left[first] if narrows and first <= last else None,
            high=left[last] if narrows and first <= last else None,
        )


def _ticks(shown: Bisected, left: list[float]) -> Iterator[Tick]:
    """Name the culprit, and both ends where they have room."""
    taken: list[float] = []
    ends = (0, len(left) - 1)
    named = [at for at, cell in enumerate(shown.cells) if cell.culprit]
    for at in (*named, *ends):
        cell = shown.cells[at]
        label = one_line(cell.name or cell.title, _WORD)
        if any(abs(left[at] - other) < 2 * _TICK_ROOM for other in taken):
            continue
        taken.append(left[at])
        yield Tick(left=left[at], label=label, culprit=cell.culprit)


def _runs(shown: Bisected) -> Iterator[Run]:
    """Give the points, runs of others than those that matter folded."""
    matters = _matters(shown)
    open_cells: list[Cell] = []
    at = 0
    while at < len(shown.cells):
        end = at
        while end < len(shown.cells) and end not in matters:
            end += 1
        if end - at < _SHORTEST_FOLD:
            open_cells += shown.cells[at : end + 1]
        else:
            if open_cells:
                yield Run(summary="", cells=tuple(open_cells))
            cells = shown.cells[at:end]
            yield Run(
                summary=f"{points(shown.part, len(cells))} {_span(cells)}".strip(),
                cells=cells[:_MOST_LISTED],
                left_out=max(len(cells) - _MOST_LISTED, 0),
            )
            open_cells = list(shown.cells[end : end + 1])
        at = end + 1
    if open_cells:
        yield Run(summary="", cells=tuple(open_cells))


def _span(cells: tuple[Cell, ...]) -> str:
    told = "not tested" if not any(cell.verdict for cell in cells) else ""
    if cells[0].name and cells[-1].name:
        told = f"from {cells[0].name} to {cells[-1].name}" + (f", {told}" if told else "")
    return told


def _matters(shown: Bisected) -> frozenset[int]:
    """Give the points that stay in sight: those that were tested or found, and neighbours."""
    found = [at for at, cell in enumerate(shown.cells) if cell.culprit or cell.candidate]
    near = {other for at in found for other in range(at - _AROUND, at + _AROUND + 1)}
    told = {at for at, cell in enumerate(shown.cells) if cell.verdict or cell.last_good}
    return frozenset(near | (told if len(told) <= _MOST_ROWS else set()))
