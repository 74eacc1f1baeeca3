"""The estimate of rounds."""

from __future__ import annotations

import pytest

from bisectbuild.bisection.steps import estimated_steps


@pytest.mark.parametrize(
    ("count", "steps"),
    [(1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2), (8, 2), (11, 3), (13, 3), (64, 5), (70, 5)],
)
def test_the_estimate_is_the_one_that_git_prints(count: int, steps: int) -> None:
    """Taken from `git bisect` itself, on lines of so many commits."""
    assert estimated_steps(count) == steps


@pytest.mark.parametrize(("count", "steps"), [(1, 0), (4, 0), (5, 1), (16, 1), (17, 2)])
def test_with_three_jobs_each_round_leaves_a_quarter(count: int, steps: int) -> None:
    """And the estimate is of what follows the round that is asked now."""
    assert estimated_steps(count, jobs=3) == steps
