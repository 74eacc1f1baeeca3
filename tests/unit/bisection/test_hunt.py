"""What may still be to blame, and what is asked about it."""

from __future__ import annotations

import pytest

from bisectbuild.bisection.hunt import Hunt
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.verdict import Verdict
from tests.support.axes import a_copy, a_line, an_axis

GOOD, BAD, SKIP = Verdict.GOOD, Verdict.BAD, Verdict.SKIP


def even(hunt: Hunt) -> list[float]:
    """Believe each theory alike."""
    return [1 / len(hunt.theories)] * len(hunt.theories)


def test_the_point_that_halves_what_is_believed_is_asked() -> None:
    """The middle at first, and nothing that is marked."""
    assert Hunt(Marks(axis=a_line(8)), 2).most_telling([1 / 8] * 8) == 3

    marks = Marks(axis=a_line(8)).with_mark(3, SKIP)
    assert Hunt(marks, 2).most_telling([1 / 8] * 8) in {2, 4}


def test_no_point_is_asked_more_often_than_allowed_and_a_skipped_one_once() -> None:
    """Then its neighbours tell most."""
    hunt = Hunt(Marks(axis=a_line(3)), 2)
    hunt.learn(1, SKIP)
    assert hunt.most_telling([0.2, 0.4, 0.4]) == 0

    hunt.learn(0, GOOD)
    hunt.learn(0, BAD)
    assert hunt.most_telling([0.2, 0.4, 0.4]) == 2
    assert hunt.tallies[0].is_flaky

    hunt.learn(2, BAD)
    hunt.learn(2, BAD)
    assert hunt.most_telling([0.2, 0.4, 0.4]) is None


def test_more_belief_is_asked_for_once_something_is_flaky() -> None:
    """A third of the doubt is left."""
    hunt = Hunt(Marks(axis=a_line(3)), 2)
    assert hunt.enough(0.94) == 0.94

    hunt.learn(1, GOOD)
    hunt.learn(1, BAD)
    assert hunt.enough(0.94) == pytest.approx(0.98)


def test_marks_leave_only_what_they_allow() -> None:
    """And one that is bad leaves no room for none."""
    hunt = Hunt(Marks(axis=a_line(9)).with_mark(2, GOOD).with_mark(5, BAD), 2)

    assert [theory.culprit for theory in hunt.theories] == [3, 4, 5]
    assert hunt.must_be_bad
    assert not Hunt(Marks(axis=a_line(3)).with_mark(2, GOOD), 2).theories


def test_a_side_chain_is_taken_in_once_with_half_of_what_the_copy_had() -> None:
    """Its start speaks for the copy, as a chain that is bad throughout tells nothing."""
    hunt = Hunt(Marks(axis=a_copy(2, 3, 1)), 2)
    assert [theory.culprit for theory in hunt.theories] == [0, 1, 5]

    assert hunt.open_sides(5)
    assert not hunt.open_sides(5)

    assert [theory.culprit for theory in hunt.theories] == [0, 1, 5, 5, 3, 4]
    assert sum(theory.share for theory in hunt.theories) == pytest.approx(1)
    assert hunt.theories[2].share == pytest.approx(1 / 6)
    assert hunt.blame(even(hunt))[5] == pytest.approx(2 / 6)


def test_the_state_below_a_side_chain_is_asked_where_only_a_copy_speaks_for_it() -> None:
    """If it is bad too, the chain is not to blame."""
    axis = an_axis((), (0,), (), (2, 0), (3, 1))
    hunt = Hunt(Marks(axis=axis), 2)
    hunt.open_sides(4)

    assert [(theory.culprit, theory.bad) for theory in hunt.theories[3:]] == [
        (1, 0b10010),
        (4, 0b10011),
    ]
    assert hunt.most_telling([0, 0, 0.1, 0.4, 0.5]) == 0
