"""A comparison as Markdown, short enough for a comment on GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
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
from bisectbuild.report.marks import code, prose

_LINE: Final = 300
_SOURCE: Final = 120
# At most 300 characters in each of these stays below the size of a comment.
_MOST: Final = 40


def render(comparison: Comparison) -> bytes:
    """Give the text, of less than 60,000 characters."""
    return ("\n".join(_lines(comparison)) + "\n").encode(errors="replace")


def _lines(comparison: Comparison) -> Iterator[str]:
    yield "## Two builds compared"
    yield ""
    yield _side("Before", comparison.before)
    yield _side("After", comparison.after)
    if same_end(comparison):
        yield from ("", "Both end in the same way.")
    groups = (
        ("new", comparison.findings_new),
        ("gone", comparison.findings_gone),
        ("still", comparison.findings_same),
    )
    told = [f"- {label}: {prose(finding(f), _LINE)}" for label, found in groups for f in found]
    yield from _list("Why", told[:_MOST])
    yield from _table("Steps that changed", step_rows(comparison))
    yield from _table("Steps that ran again (✗: the cache was hit before)", cache_rows(comparison))
    around = [
        f"- {prose(t.name, _SOURCE)}: {code(t.before or 'none', _SOURCE)} →"
        f" {code(t.after or 'none', _SOURCE)}"
        for t in comparison.circumstances[:_MOST]
    ]
    yield from _list("Around the build", around)


def _side(label: str, side: Side) -> str:
    return f"- {label}: {code(outcome(side), _LINE)} ({prose(began(side), _LINE)})"


def _list(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"### {title}", "", *lines)


def _table(title: str, rows: Iterable[Row]) -> Iterator[str]:
    rows = iter(rows)
    found = tuple(islice(rows, _MOST))
    if not found:
        return
    yield from ("", f"### {title}", "", "| | line | instruction | |", "|---|--:|---|---|")
    for row in found:
        source = code(row.source, _SOURCE, in_table=True)
        yield f"| {row.sign} | {row.line} | {source} | {prose(row.said, _LINE)} |"
    more = sum(1 for _ in rows)
    if more:
        yield f"| | | and {more} more | |"
