"""How far a share of passed runs can be trusted."""

from __future__ import annotations

import random

import pytest

from bisectbuild.bisection.interval import interval


def test_nothing_is_known_of_no_runs() -> None:
    """From never to always."""
    assert interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("passed", "low", "high"), [(0, 0.0, 0.2775), (10, 0.7225, 1.0)])
def test_ten_alike_runs_say_less_than_all(passed: int, low: float, high: float) -> None:
    """As Wilson's formula has it: 3.84 in 13.84 is left."""
    assert interval(passed, 10) == pytest.approx((low, high), abs=5e-4)


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.7, 0.95])
def test_the_true_rate_is_held_about_as_often_as_is_said(rate: float) -> None:
    """Of two thousand samples, with a fixed seed."""
    chance = random.Random(7)
    held = 0
    for _ in range(2000):
        low, high = interval(sum(chance.random() < rate for _ in range(30)), 30, 0.9)
        held += low <= rate <= high

    assert 0.85 <= held / 2000 <= 0.97


def test_more_runs_and_less_confidence_make_it_narrower() -> None:
    """Both ends come nearer."""
    wide, more, less = interval(7, 10), interval(70, 100), interval(7, 10, 0.5)

    assert wide[0] < more[0] < more[1] < wide[1]
    assert wide[0] < less[0] < less[1] < wide[1]
