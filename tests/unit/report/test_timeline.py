"""Tests for bisectbuild.report.timeline."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from bisectbuild.postmortem import Postmortem, Step
from bisectbuild.report.timeline import Bar, Timeline, timeline
from tests.support.postmortems import full, least


def _shown(record: Postmortem) -> Timeline:
    shown = timeline(record)
    assert shown is not None
    return shown


def _bar(record: Postmortem, line: int) -> Bar:
    return next(bar for bar in _shown(record).bars if bar.label.startswith(f"{line} "))


def _with(record: Postmortem, **changes: object) -> Postmortem:
    steps: tuple[Step, ...] = tuple(
        replace(step, **changes)  # type: ignore[arg-type] # fields of the test
        for step in record.steps
    )
    return replace(record, steps=steps)


def test_bars_begin_and_end_where_their_steps_did() -> None:
    """The whole time, 5.5 s, is 92 per cent of the width."""
    bar = _bar(full(), 12)

    assert bar.left == pytest.approx(1.1 / 5.5 * 92, abs=0.01)
    assert bar.width == pytest.approx(4.4 / 5.5 * 92, abs=0.01)
    assert (bar.state, bar.time) == ("failed", "4.4s")


def test_a_step_that_waited_shows_since_when() -> None:
    """From the end of the step before it in its stage."""
    bar = _bar(full(), 11)

    assert bar.wait_left == pytest.approx(0.01 / 5.5 * 92, abs=0.01)
    assert bar.wait_left + bar.wait_width == pytest.approx(bar.left, abs=0.01)
    assert _shown(full()).waited


def test_a_wait_of_an_instant_is_not_told() -> None:
    """Each step begins a little after the one before it."""
    steps = [replace(s, began=n / 100, seconds=0.01) for n, s in enumerate(full().steps)]

    assert not _shown(full(steps=tuple(steps))).waited


def test_what_was_not_reached_stands_right_of_the_time() -> None:
    """It has no time."""
    bar = _bar(full(), 16)

    assert (bar.left, bar.width, bar.time) == (94, 6, "not reached")


def test_without_beginnings_steps_are_laid_end_to_end() -> None:
    """And it is said."""
    shown = _shown(_with(full(), began=None))

    assert not shown.known
    assert not shown.waited
    took = [bar for bar in shown.bars if bar.width and bar.state != "not-run"]
    for before, after in itertools.pairwise(took):
        assert after.left == pytest.approx(before.left + before.width, abs=0.01)


def test_what_only_sets_metadata_is_left_out() -> None:
    """It takes no time."""
    labels = [bar.label for bar in _shown(full()).bars]

    assert not [label for label in labels if "ENV" in label or "CMD" in label or "ARG" in label]


def test_stages_are_headed_where_there_are_several() -> None:
    """One stage needs no heading."""
    assert [bar.heading for bar in _shown(full()).bars if bar.heading] == [
        "stage assets",
        "stage service",
    ]
    one = _with(full(), stage="0")
    assert not [bar for bar in _shown(one).bars if bar.heading]


def test_no_two_bars_share_a_place() -> None:
    """Each has its own row, below the one before."""
    tops = [bar.top for bar in _shown(full()).bars]

    assert all(later - earlier >= 40 for earlier, later in itertools.pairwise(tops))
    assert _shown(full()).height > tops[-1] + 40


def test_a_trigger_stands_below_its_from() -> None:
    """As it ran, and not where the record lists it."""
    record = full()
    trigger = replace(record.steps[5], trigger="RUN echo", status="done", seconds=0.1)
    labels = [bar.label for bar in _shown(replace(record, steps=(*record.steps, trigger))).bars]

    assert labels.index("8  ONBUILD RUN echo") == labels.index("10  WORKDIR /srv/kestrel") - 1


def test_a_build_of_no_time_is_not_said_to_have_taken_some() -> None:
    """The axis needs a length; the words do not."""
    assert _shown(_with(full(), began=None, seconds=0.0)).summary == "9 steps in 0.0s."


def test_a_build_without_steps_has_no_picture() -> None:
    """A file that was refused has none."""
    assert timeline(least()) is None


@pytest.mark.parametrize("time", [1e308, -1e308, 0.0])
def test_times_that_cannot_be_are_drawn_all_the_same(time: float) -> None:
    """A file that someone sent may hold anything; nothing leaves the picture."""
    shown = _shown(_with(full(), began=time, seconds=time))

    assert all(0 <= bar.left <= 100 and 0 <= bar.width <= 100 for bar in shown.bars)
    assert len(shown.ticks) <= 6


def test_the_axis_has_few_marks_within_the_time() -> None:
    """Each says its time."""
    ticks = _shown(full()).ticks

    assert [tick.label for tick in ticks] == ["0s", "2s", "4s"]


def test_the_picture_is_said_in_words_too() -> None:
    """Not everyone sees it."""
    shown = _shown(full())

    assert shown.summary == "9 steps in 5.5s. The longest is line 6 with 5.1s."
    assert "line 12: RUN set -e; …: failed, 4.4s" in [bar.said for bar in shown.bars]
