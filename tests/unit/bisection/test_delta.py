"""The fewest changes that still fail."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.bisection.delta import minimal


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1)))))
def test_what_fails_only_together_is_found(case: tuple[int, set[int]]) -> None:
    """Whatever those are, in their order, and no part is asked twice."""
    count, needed = case
    asked: list[tuple[int, ...]] = []

    def fails(part: Sequence[int]) -> bool:
        assert tuple(part) not in asked
        asked.append(tuple(part))
        return needed <= set(part)

    found = minimal(range(count), fails)

    assert found == (tuple(sorted(needed)) if needed else found)
    assert len(found) == max(len(needed), 1)


@given(st.integers(2, 9), st.integers(0, 2**32))
def test_nothing_of_it_can_be_left_out_whatever_the_rest_does(count: int, seed: int) -> None:
    """Also where a larger part passes and a smaller one fails."""

    def fails(part: Sequence[int]) -> bool:
        whole = len(part) == count
        return whole or (bool(part) and hash((seed, *part)) % 3 == 0)

    found = minimal(range(count), fails)

    assert fails(found)
    lesser = [[item for item in found if item != left] for left in found]
    assert len(found) == 1 or not any(fails(part) for part in lesser)


def test_one_of_many_is_found_in_few_tests() -> None:
    """About twice the logarithm."""
    asked = 0

    def fails(part: Sequence[int]) -> bool:
        nonlocal asked
        asked += 1
        return 700 in part

    assert minimal(range(1024), fails) == (700,)
    assert asked <= 20
