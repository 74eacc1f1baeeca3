"""What marks say of the points of an axis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import UsageError
from tests.support.axes import Planted, a_copy, a_line, an_axis, builds

GOOD, BAD, SKIP = Verdict.GOOD, Verdict.BAD, Verdict.SKIP


def test_candidates_lie_above_the_good_and_not_above_the_bad() -> None:
    """As git narrows commits."""
    marks = Marks(axis=a_line(10)).with_mark(2, GOOD).with_mark(6, BAD).with_mark(4, SKIP)

    assert marks.candidates == (3, 4, 5, 6)
    assert marks.testable == (3, 5)
    assert marks.top == 6


def test_a_side_chain_is_a_candidate_until_what_copies_from_it_is_good() -> None:
    """Good above means good below, on every chain."""
    marks = Marks(axis=a_copy(3, 3, 3)).with_mark(8, BAD)

    assert marks.candidates == tuple(range(9))
    assert marks.with_mark(2, GOOD).candidates == (3, 4, 5, 6, 7, 8)
    assert marks.with_mark(6, GOOD).candidates == (7, 8)


def test_a_chain_that_is_bad_from_its_own_start_is_no_candidate() -> None:
    """The program that is asked for is in another stage."""
    marks = Marks(axis=a_copy(3, 3, 3)).with_mark(8, BAD).with_mark(3, BAD)

    assert marks.candidates == (0, 1, 2, 6, 7, 8)


def test_a_chain_that_is_bad_where_something_good_copies_from_it_is_no_contradiction() -> None:
    """What is wrong in a build stage need not be wrong in an image that copies from it."""
    axis = an_axis((), (0,), (), (2, 0), (3, 1))
    marks = Marks(axis=axis).with_mark(4, BAD).with_mark(3, GOOD).with_mark(0, BAD)

    assert marks.candidates == (4,)


def test_a_good_stage_says_nothing_of_what_it_copied_from_on_the_main_chain() -> None:
    """It took a file, not the state."""
    axis = an_axis((), (0,), (), (2, 0), (1, 3))

    assert Marks(axis=axis).with_mark(4, BAD).with_mark(3, GOOD).candidates == (0, 1, 4)


def test_the_state_below_a_side_chain_is_asked_where_only_a_copy_speaks_for_it() -> None:
    """Before the chain is blamed."""
    axis = an_axis((), (0,), (), (2, 0), (3, 1))
    marks = Marks(axis=axis).with_mark(4, BAD).with_mark(3, GOOD).with_mark(1, BAD)

    assert (marks.candidates, marks.witness) == ((1,), 0)
    assert marks.with_mark(0, GOOD).witness is None


def test_a_branch_of_commits_that_is_bad_from_its_start_is_to_blame() -> None:
    """The parents of a merge count alike."""
    axis = an_axis((), (), (0, 1), (2,), merges=True)

    assert Marks(axis=axis).with_mark(3, BAD).with_mark(1, BAD).candidates == (1,)


def test_a_good_point_on_a_bad_one_is_refused_with_the_way_to_see_all_changes() -> None:
    """Nothing else tells where it turns."""
    marks = Marks(axis=a_line(5)).with_mark(1, BAD)

    with pytest.raises(UsageError, match="k3 is marked good and stands on k1") as caught:
        marks.with_mark(3, GOOD)

    assert "--all" in caught.value.hint


def test_a_bad_point_below_a_good_one_is_refused_too() -> None:
    """Whichever is said last."""
    with pytest.raises(UsageError, match="stands on k1"):
        Marks(axis=a_line(5)).with_mark(3, GOOD).with_mark(1, BAD)


def test_bad_points_that_share_nothing_are_refused() -> None:
    """There is no single point that both stand on."""
    axis = an_axis((), (), (0, 1), merges=True)

    with pytest.raises(UsageError, match="in common") as caught:
        Marks(axis=axis).with_mark(0, BAD).with_mark(1, BAD)

    assert "--all" in caught.value.hint


def test_a_later_mark_takes_the_place_of_an_earlier_one() -> None:
    """A slip is mended by marking again."""
    marks = Marks(axis=a_line(5)).with_mark(1, BAD).with_mark(1, GOOD).with_mark(3, GOOD)

    assert [marks.verdict(point) for point in range(5)] == [None, GOOD, None, GOOD, None]


def test_what_tests_say_may_contradict_itself_and_the_change_above_counts() -> None:
    """Tests are not always monotonic, and several are asked at once."""
    marks = Marks(axis=a_line(6)).with_answer(1, BAD).with_answer(3, GOOD).with_answer(5, BAD)

    assert marks.candidates == (4, 5)
    assert marks.contradiction == (1, 3)


@pytest.mark.parametrize(
    ("count", "left", "steps"), [(2, 0, 0), (8, 3, 2), (13, 6, 3), (64, 31, 5)]
)
def test_what_is_left_is_counted_as_git_counts(count: int, left: int, steps: int) -> None:
    """Taken from `git bisect` itself."""
    marks = Marks(axis=a_line(count)).with_mark(count - 1, BAD)

    assert (marks.left_after((count // 2 - 1,)), marks.steps()) == (left, steps)


def test_with_several_jobs_the_largest_part_is_what_is_left() -> None:
    """Whatever they answer."""
    marks = Marks(axis=a_line(9)).with_mark(8, BAD)

    assert marks.left_after((2, 5)) == 2
    assert marks.left_after((2, 4)) == 3


@given(builds(), st.data())
def test_the_culprit_stays_a_candidate_whatever_is_marked(axis: Axis, data: st.DataObject) -> None:
    """As long as the marks are true and commits are what is marked."""
    shape = axis.parents
    commits = an_axis(*shape, merges=True)
    count = len(shape)
    culprit = data.draw(st.integers(0, count - 1))
    planted = Planted(commits, culprit)
    marks = Marks(axis=commits)
    for point in data.draw(st.lists(st.integers(0, count - 1), max_size=8)):
        marks = marks.with_mark(point, planted.verdict(point))

    assert culprit in marks.candidates
    assert not marks.candidate_set & marks.good
