"""The main chain and those beside it."""

from __future__ import annotations

from bisectbuild.bisection.chains import down_from, main_chain, stems
from bisectbuild.bisection.marks import bits_of
from tests.support.axes import a_copy, an_axis


def test_the_main_chain_follows_first_parents() -> None:
    """What is copied from lies beside it."""
    axis = a_copy(2, 3, 2)

    assert list(bits_of(main_chain(axis))) == [0, 1, 5, 6]
    assert list(bits_of(down_from(axis, 1 << 3))) == [2, 3]


def test_a_side_chain_is_known_by_its_lowest_point() -> None:
    """Also where it begins from the main chain, or another begins from it."""
    axis = an_axis((), (0,), (0,), (2,), (2,), (1, 3, 4))

    assert stems(axis) == (None, None, 2, 2, 2, None)
