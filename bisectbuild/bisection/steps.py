"""How many rounds of asking a search still takes, roughly, by git's own reckoning."""

from __future__ import annotations


def estimated_steps(count: int, jobs: int = 1) -> int:
    """Estimate the rounds that follow the next one, with `count` candidates left.

    With one job it is the expected number that git prints; with more the most there can be.
    """
    if jobs > 1:
        return max(_rounds(count, jobs) - 1, 0)
    if count < 3:  # noqa: PLR2004 - one question tells two candidates apart
        return 0
    power = count.bit_length() - 1
    whole = 1 << power
    return power if whole < 3 * (count - whole) else power - 1


def _rounds(count: int, jobs: int) -> int:
    rounds = 0
    while count > 1:
        count = -(-count // (jobs + 1))
        rounds += 1
    return rounds
