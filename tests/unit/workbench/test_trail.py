"""Keeping the trace apart from what a step prints."""

from __future__ import annotations

from bisectbuild.workbench.trail import Trail

MARK = b"+bb-0badcafe:0:: "


def test_long_output_does_not_crowd_the_trace_out() -> None:
    """Only the lines right behind one of it are kept with it."""
    trail = Trail()
    trail.take(MARK + b"first")
    for _ in range(40_000):
        trail.take(b"x" * 90)
    trail.take(MARK + b"last")

    kept = trail.log().lines
    assert (kept[0], kept[-1]) == ((MARK + b"first").decode(), (MARK + b"last").decode())
    assert len(kept) < 10


def test_without_any_mark_all_lines_are_kept() -> None:
    """A shell that cannot mark traces plainly, or not at all."""
    trail = Trail()
    trail.take(b"+ make")
    trail.take(b"cc")

    assert trail.log().lines == ("+ make", "cc")
