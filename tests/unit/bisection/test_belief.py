"""How likely each point is the first bad one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.bisection.belief import Tally, Theory, passes_of_bad, posterior

_TALLIES = st.lists(
    st.builds(Tally, failed=st.integers(0, 30), passed=st.integers(0, 30)), min_size=1, max_size=30
)


def a_line(count: int, *culprits: int) -> list[Theory]:
    """Give the theories that blame some points of a line."""
    return [
        Theory(culprit=at, bad=(1 << count) - (1 << at), share=1 / len(culprits)) for at in culprits
    ]


@given(_TALLIES, st.floats(0.001, 5))
def test_beliefs_sum_to_one(tallies: list[Tally], passes: float) -> None:
    """With the belief that nothing is bad."""
    beliefs, none = posterior(tallies, a_line(len(tallies), *range(len(tallies))), passes)

    assert sum(beliefs) + none == pytest.approx(1)


def test_before_any_run_nothing_is_known() -> None:
    """Half for "none", the rest evenly."""
    beliefs, none = posterior([Tally()] * 4, a_line(4, 1, 3), 0.1)

    assert none == pytest.approx(0.5)
    assert beliefs == pytest.approx((0.25, 0.25))


def test_a_failure_behind_passes_is_believed_to_begin_there() -> None:
    """Two passes before it, two failures there."""
    tallies = [Tally(passed=2), Tally(passed=2), Tally(failed=2), Tally(failed=2)]
    beliefs, none = posterior(tallies, a_line(4, *range(4)), passes_of_bad(3, 0.95))

    assert beliefs[2] > 0.95
    assert none < 0.01


@pytest.mark.parametrize("repeat", [2, 5, 30])
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_as_many_passes_as_may_be_asked_for_are_just_enough(repeat: int, confidence: float) -> None:
    """Of the last point: then nothing is bad."""
    passes = passes_of_bad(repeat, confidence)
    _, none = posterior([Tally(), Tally(passed=repeat)], a_line(2, 0, 1), passes)

    assert none >= confidence


def test_where_something_must_be_bad_none_has_nothing() -> None:
    """However often everything passes."""
    beliefs, none = posterior([Tally(passed=9)] * 2, a_line(2, 0, 1), 0.1, must_be_bad=True)

    assert none == 0
    assert beliefs[1] > beliefs[0]


def test_a_point_is_flaky_that_answered_both_ways() -> None:
    """One run says nothing of it."""
    assert Tally(failed=1, passed=3).is_flaky
    assert not Tally(failed=4).is_flaky
    assert Tally(failed=1, passed=3).runs == 4
