"""Tests for bisectbuild.report.loglines."""

from __future__ import annotations

from dataclasses import replace

from msgspec.structs import replace as msgspec_replace

from bisectbuild.postmortem import Evidence, LogPart
from bisectbuild.report.loglines import Fold, folds, kept, log_lines, telling
from tests.support.postmortems import FINDINGS, full, log


def _numbers(fold: Fold) -> list[int]:
    return [line.number for chunk in fold.chunks for line in chunk]


def test_a_short_log_is_one_open_fold() -> None:
    """There is nothing to fold away."""
    (fold,) = folds(log_lines(full()))

    assert (fold.first, fold.last, fold.open, fold.missing) == (1, 20, True, 0)
    assert _numbers(fold) == list(range(1, 21))


def test_the_lines_that_speak_for_findings_tell() -> None:
    """Of all findings, not of the first alone."""
    assert telling(full()) == {3, 18, 20}
    assert [line.number for line in log_lines(full()) if line.telling] == [3, 18, 20]


def test_of_a_long_log_what_surrounds_telling_lines_stays_open() -> None:
    """And its beginning and its end; every line is in one fold, in order."""
    proof = Evidence(text="x", line=1000)
    record = full(log=log(2000), findings=(msgspec_replace(FINDINGS[0], because=(proof,)),))

    parts = folds(log_lines(record))
    assert [(part.first, part.last, part.open) for part in parts] == [
        (1, 10, True),
        (11, 987, False),
        (988, 1012, True),
        (1013, 1940, False),
        (1941, 2000, True),
    ]
    assert [part.telling for part in parts] == [0, 0, 1, 0, 0]
    assert [n for part in parts for n in _numbers(part)] == list(range(1, 2001))


def test_chunks_are_small_enough_for_a_browser_to_skip() -> None:
    """Megabytes of lines are drawn only where they are seen."""
    parts = folds(log_lines(full(log=log(2000))))

    assert max(len(chunk) for part in parts for chunk in part.chunks) == 200


def test_lines_that_are_not_kept_are_counted() -> None:
    """A gap must not look as if nothing was there."""
    lines = tuple(Evidence(text="x", line=n) for n in (1, 2, 50, 51))
    record = full(log=replace(log(1), lines=60, kept=lines), findings=())

    assert [(part.first, part.missing) for part in folds(log_lines(record))] == [(1, 0), (50, 47)]


def test_without_kept_lines_the_tail_is_shown_with_its_numbers() -> None:
    """Records of an older bisectbuild have no more."""
    part = LogPart(lines=90, bytes=9, truncated=False, tail=("a", "b"), file="")

    assert kept(part) == (Evidence(text="a", line=89), Evidence(text="b", line=90))


def test_a_number_that_stands_twice_is_shown_once() -> None:
    """It is an address in the page."""
    twice = (Evidence(text="b", line=2), Evidence(text="a", line=1), Evidence(text="c", line=2))

    assert [line.line for line in kept(replace(log(1), kept=twice))] == [1, 2]


def test_an_overlong_line_is_clipped_and_made_visible() -> None:
    """Ten megabytes in a line are no use to anyone."""
    line = Evidence(text="\x1b[31m" + "x" * 10_000_000 + "\u202e", line=1)
    (shown,) = log_lines(full(log=replace(log(1), kept=(line,))))

    assert len(shown.text) < 4100
    assert "characters left out" in shown.text
    assert shown.text.endswith("\\u202e")
    assert "\x1b" not in shown.text
