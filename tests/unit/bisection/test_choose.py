"""Which points are asked next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.choose import next_points
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.verdict import Verdict
from tests.support.axes import a_copy, a_line, builds

GOOD, BAD, SKIP = Verdict.GOOD, Verdict.BAD, Verdict.SKIP


def test_the_last_point_comes_first() -> None:
    """A build that is good at its end has nothing to find."""
    assert next_points(Marks(axis=a_line(9))) == (8,)


def test_then_the_middle() -> None:
    """Half of the candidates are left whatever it answers."""
    assert next_points(Marks(axis=a_line(8)).with_mark(7, BAD)) == (3,)


def test_three_jobs_cut_in_four_even_parts() -> None:
    """One more part than there are questions."""
    assert next_points(Marks(axis=a_line(16)).with_mark(15, BAD), 3) == (3, 7, 11)


def test_with_several_jobs_others_are_asked_beside_the_last() -> None:
    """No round is spent on the end alone."""
    assert next_points(Marks(axis=a_line(16)), 4) == (3, 7, 11, 15)


def test_more_jobs_than_points_ask_each_once() -> None:
    """And only those that have no answer."""
    marks = Marks(axis=a_line(5)).with_mark(4, BAD).with_mark(2, SKIP)

    assert next_points(marks, 9) == (0, 1, 3)


def test_a_skipped_middle_is_given_a_wide_berth() -> None:
    """Its neighbours most likely cannot be tested for the same reason."""
    marks = Marks(axis=a_line(32)).with_mark(31, BAD).with_mark(15, SKIP)
    (point,) = next_points(marks)
    assert point == 13

    for skipped in range(12, 19):
        marks = marks.with_mark(skipped, SKIP)
    (point,) = next_points(marks)
    assert point in {4, 26}


def test_neighbours_of_skipped_points_are_asked_when_nothing_else_is_left() -> None:
    """A skip is no answer about others."""
    marks = Marks(axis=a_line(4)).with_mark(3, BAD).with_mark(1, SKIP).with_mark(0, GOOD)

    assert next_points(marks) == (2,)


def test_a_side_chain_is_left_alone_until_its_copy_is_the_first_bad_point() -> None:
    """What is too large in a build stage says nothing of an image that copies one file of it."""
    axis = a_copy(2, 8, 2)
    marks = Marks(axis=axis).with_mark(11, BAD)
    assert next_points(marks) in {(1,), (10,)}

    marks = marks.with_mark(10, BAD).with_mark(1, GOOD)
    assert next_points(marks)[0] in range(2, 10)


def test_a_copy_weighs_as_much_as_what_it_copies_from() -> None:
    """Else a long side chain behind the first of many points would be found late."""
    marks = Marks(axis=a_copy(8, 15, 9)).with_mark(31, BAD)

    assert next_points(marks) == (7,)


def test_nothing_is_asked_where_the_last_point_is_good() -> None:
    """Nor where only skipped points are left."""
    assert next_points(Marks(axis=a_line(4)).with_mark(3, GOOD)) == ()
    assert next_points(Marks(axis=a_line(2)).with_mark(1, BAD).with_mark(0, SKIP)) == ()


@given(builds(), st.integers(1, 5), st.data())
def test_only_candidates_without_answer_are_asked_each_once(
    axis: Axis, jobs: int, data: st.DataObject
) -> None:
    """And something is asked as long as there is one."""
    marks = Marks(axis=axis).with_answer(len(axis.points) - 1, BAD)
    for point in data.draw(st.lists(st.sampled_from(range(len(axis.points))), max_size=6)):
        verdict = data.draw(st.sampled_from([SKIP, GOOD]))
        if marks.verdict(point) is None:
            marks = marks.with_answer(point, verdict)

    points = next_points(marks, jobs)

    assert len(points) <= jobs
    assert sorted(set(points)) == list(points)
    assert set(points) <= set(marks.testable)
    assert bool(points) == bool(marks.testable)
    assert points == next_points(marks, jobs)


@pytest.mark.parametrize("jobs", [1, 4])
def test_two_thousand_points_are_chosen_from_at_once(jobs: int) -> None:
    """Commits of a project, crossed with what they were marked."""
    marks = Marks(axis=a_line(2000)).with_mark(1999, BAD)
    for point in range(500, 1500, 2):
        marks = marks.with_answer(point, SKIP)

    assert len(next_points(marks, jobs)) == jobs
