"""How far a share of passed runs can be trusted: Wilson's interval."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def interval(passed: int, runs: int, confidence: float = 0.95) -> tuple[float, float]:
    """Give the interval that holds the true pass rate with a probability of `confidence`.

    Both ends from 0 to 1; nothing is known of no runs at all.
    """
    if not runs:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rate, weight = passed / runs, z * z / runs
    middle = (rate + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * sqrt(rate * (1 - rate) / runs + weight / (4 * runs))
    low = 0.0 if passed == 0 else max(middle - reach, 0.0)
    high = 1.0 if passed == runs else min(middle + reach, 1.0)
    return low, high
