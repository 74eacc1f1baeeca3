"""One line of the benchmarks' table, and the table."""

from __future__ import annotations

import pytest

from bench.line import Line, at_most, missing, shown, table


@pytest.mark.parametrize(
    ("ours", "bound", "ok", "verdict"),
    [(3.0, 1.5, True, "ok"), (3.1, 1.5, False, "over"), (9.0, None, None, "-")],
)
def test_a_ratio_is_held_against_its_bound(
    *, ours: float, bound: float | None, ok: bool | None, verdict: str
) -> None:
    """At the bound is within it; without a bound nothing is judged."""
    line = at_most("a row", ours=ours, peer=2.0, unit="s", bound=bound)

    assert line.ratio == ours / 2
    assert line.ok is ok
    assert line.verdict == verdict


def test_what_was_not_measured_is_neither_ok_nor_over() -> None:
    """The reason stands where the peer's measure would."""
    line = missing("flood", "no engine")

    assert (line.peer, line.ratio, line.ok) == ("no engine", None, None)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.0123, "s", "12.3 ms"), (1.5, "s", "1.500 s"), (41.7, "MB", "42 MB")],
)
def test_measures_are_written_with_their_unit(value: float, unit: str, text: str) -> None:
    """Small times are milliseconds."""
    assert shown(value, unit) == text


def test_the_table_is_laid_out_in_columns() -> None:
    """Each column is as wide as its widest cell; no line ends in blanks."""
    lines = (
        Line(row="first", ours="1 s", peer="2 s", ratio=0.5, bound="<= 1", ok=True),
        missing("a longer second", "x"),
    )

    assert table(lines).splitlines() == [
        "row              ours          peer  ratio  bound",
        "first            1 s           2 s   0.50   <= 1   ok",
        "a longer second  not measured  x                   -",
    ]
