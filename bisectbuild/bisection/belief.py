"""How likely each point is the first bad one, where a test may answer either way.

Before the change the test fails with one unknown rate, behind it with another. Both are averaged
over, so that no rate has to be known: a Bayesian change point with Beta priors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log, log1p
from typing import Final

# A good point fails once in fifty runs or less, though the runs may say otherwise.
_GOOD: Final = (1.0, 50.0)
# To this part a bad point may fail at any rate, which counts once the runs speak for a low one.
_OPEN: Final = 0.05
_ALMOST: Final = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often a point failed and passed."""

    failed: int = 0
    passed: int = 0

    @property
    def runs(self) -> int:
        """Give how often it was asked."""
        return self.failed + self.passed

    @property
    def is_flaky(self) -> bool:
        """Tell whether it answered both ways."""
        return bool(self.failed and self.passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theory:
    """That `culprit` is to blame: the set of bits `bad` are the points that are bad if so.

    `share` is what is believed of it before any run; those of all theories sum to one.
    """

    culprit: int
    bad: int
    share: float


def passes_of_bad(repeat: int, confidence: float) -> float:
    """Give by how many passes a bad point is thought of beforehand, beside one failure.

    As many as make `repeat` passes of it just too unlikely to be believed: who asks often expects
    a test that fails seldom.
    """
    of_good = exp(_evidence(_GOOD, 0, repeat))
    doubt = _ALMOST * of_good * (1 - confidence) / confidence
    sharp = max(doubt - _OPEN / (repeat + 1), doubt / 10) / (1 - _OPEN)
    return repeat * sharp / (1 - sharp)


def posterior(
    tallies: Sequence[Tally],
    theories: Sequence[Theory],
    passes: float,
    *,
    must_be_bad: bool = False,
) -> tuple[tuple[float, ...], float]:
    """Give the probability of each theory, and that no point is bad; they sum to one.

    Before any run, "none" has one half and the theories their shares of the rest; with
    `must_be_bad` "none" has nothing. `passes` is as of `passes_of_bad`.
    """
    asked = [(at, tally.failed, tally.passed) for at, tally in enumerate(tallies) if tally.runs]
    all_failed, all_passed = sum(a[1] for a in asked), sum(a[2] for a in asked)
    logs = [
        log(theory.share) + _likelihood(theory, asked, (all_failed, all_passed), passes)
        for theory in theories
    ]
    none = -inf if must_be_bad else _evidence(_GOOD, all_failed, all_passed)
    highest = max((*logs, none))
    shares = [exp(log - highest) for log in logs]
    alone = exp(none - highest)
    whole = sum(shares) + alone
    return tuple(share / whole for share in shares), alone / whole


def _likelihood(
    theory: Theory, asked: Sequence[tuple[int, int, int]], runs: tuple[int, int], passes: float
) -> float:
    """Give the logarithm of how well a theory foretold the runs."""
    failed = passed = 0
    for at, fails, goods in asked:
        if theory.bad >> at & 1:
            failed += fails
            passed += goods
    sharp = log(1 - _OPEN) + _evidence((1.0, passes), failed, passed)
    loose = log(_OPEN) + _evidence((1.0, 1.0), failed, passed)
    return _evidence(_GOOD, runs[0] - failed, runs[1] - passed) + _sum(sharp, loose)


def _evidence(prior: tuple[float, float], failed: int, passed: int) -> float:
    """Give the logarithm of how well a prior foretold these runs."""
    return _log_beta(prior[0] + failed, prior[1] + passed) - _log_beta(*prior)


def _sum(one: float, other: float) -> float:
    """Add two numbers given by their logarithms."""
    low, high = sorted((one, other))
    return high + log1p(exp(low - high))


def _log_beta(one: float, other: float) -> float:
    return lgamma(one) + lgamma(other) - lgamma(one + other)
