"""One line of the table, and the table."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = ("row", "ours", "peer", "ratio", "bound", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was measured. `ok` is None where nothing is promised, or nothing was measured."""

    row: str
    ours: str
    peer: str
    ratio: float | None = None
    bound: str = ""
    ok: bool | None = None

    @property
    def verdict(self) -> str:
        """The last word of the line."""
        return {True: "ok", False: "over", None: "-"}[self.ok]


def at_most(row: str, *, ours: float, peer: float, unit: str, bound: float | None) -> Line:
    """Compare two measures of one unit; `bound` is what the ratio may be (None: no promise)."""
    ratio = ours / peer
    return Line(
        row=row,
        ours=shown(ours, unit),
        peer=shown(peer, unit),
        ratio=ratio,
        bound="" if bound is None else f"<= {bound:g}",
        ok=None if bound is None else ratio <= bound,
    )


def missing(row: str, reason: str) -> Line:
    """Say why a line could not be measured."""
    return Line(row=row, ours="not measured", peer=reason)


def shown(value: float, unit: str) -> str:
    """Write a measure; seconds below a tenth as milliseconds."""
    if unit == "s" and value < 0.1:  # noqa: PLR2004 - the docstring says it
        return f"{value * 1000:.1f} ms"
    return f"{value:.0f} {unit}" if unit != "s" else f"{value:.3f} s"


def table(lines: Sequence[Line]) -> str:
    """Lay the lines out in columns, each line ended."""
    rows = [_HEAD, *map(_cells, lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in rows
    )


def _cells(line: Line) -> tuple[str, ...]:
    row, ours, peer, ratio, bound, _ = astuple(line)
    return row, ours, peer, "" if ratio is None else f"{ratio:.2f}", bound, line.verdict
