"""A comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bisectbuild.compare.model import Comparison, Side
from bisectbuild.report.comparison.telling import (
    Row,
    began,
    cache_rows,
    finding,
    outcome,
    same_end,
    step_rows,
)
from bisectbuild.tty.paint import Paint, Tone
from bisectbuild.tty.text import one_line

_WIDTH: Final = 100
_NARROWEST: Final = 40
_LABEL: Final = 10
_TONES: Final[dict[str, Tone]] = {"+": "good", "-": "bad", "~": "mark", "✗": "mark"}


def render(comparison: Comparison) -> bytes:
    """Give the text without colours."""
    return text(comparison, Paint(on=False)).encode(errors="replace")


def text(comparison: Comparison, paint: Paint, *, width: int = _WIDTH) -> str:
    """Give the text, painted; ends in a line feed. A width of less than 40 is taken as 40."""
    return "\n".join(_lines(comparison, paint, max(width, _NARROWEST))) + "\n"


def _lines(comparison: Comparison, paint: Paint, width: int) -> Iterator[str]:
    yield from _side("before", comparison.before, paint, width)
    yield from _side("after", comparison.after, paint, width)
    if same_end(comparison):
        yield paint("  Both end in the same way.", "dim")
    yield from _findings(comparison, paint, width)
    yield from _part("Steps that changed", step_rows(comparison), paint, width)
    yield from _part(
        "Steps that ran again (✗: the cache was hit before)", cache_rows(comparison), paint, width
    )
    if comparison.circumstances:
        yield from ("", paint("Around the build", "strong"))
    for thing in comparison.circumstances:
        told = f"{thing.name}: {thing.before or 'none'} → {thing.after or 'none'}"
        yield "  " + one_line(told, width - 2)


def _side(label: str, side: Side, paint: Paint, width: int) -> Iterator[str]:
    tone: Tone = "good" if side.status == "healthy" else "bad"
    yield f"{label:<{_LABEL}}" + paint(one_line(outcome(side), width - _LABEL), tone)
    yield " " * _LABEL + paint(one_line(began(side), width - _LABEL), "dim")


def _findings(comparison: Comparison, paint: Paint, width: int) -> Iterator[str]:
    groups = (
        ("new", comparison.findings_new, "bad"),
        ("gone", comparison.findings_gone, "good"),
        ("still", comparison.findings_same, "dim"),
    )
    if any(found for _, found, _ in groups):
        yield from ("", paint("Why", "strong"))
    for label, found, _ in groups:
        for each in found:
            yield f"  {label:<{_LABEL - 2}}" + one_line(finding(each), width - _LABEL)


def _part(title: str, rows: Iterable[Row], paint: Paint, width: int) -> Iterator[str]:
    found = tuple(rows)
    if not found:
        return
    yield from ("", paint(title, "strong"))
    for row in found:
        lead = f"{row.sign} {row.line:4d}  "
        room = width - len(lead) - 2
        source = one_line(row.source, room)
        said = one_line(row.said, width - _LABEL)
        tone = _TONES.get(row.sign, "dim")
        yield "  " + paint(row.sign, tone) + lead[1:] + source
        if said:
            yield " " * _LABEL + paint(said, "dim")
