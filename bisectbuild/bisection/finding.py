"""What a search has found, and what it asked on the way."""

from __future__ import annotations

from dataclasses import dataclass

from bisectbuild.bisection.verdict import Answer, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """A point that was asked in this search, and what it answered."""

    point: int
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The first bad point; `last_good` is the one it stands on, None where it is a start.

    `probes` stand in the order of asking, here and in every other finding.
    """

    culprit: int
    last_good: int | None
    probes: tuple[Probed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverBad:
    """The last point is good, so there is nothing to find."""

    probes: tuple[Probed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """Only skipped points are left: it is one of the candidates, in the order of the axis."""

    candidates: tuple[int, ...]
    probes: tuple[Probed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The test itself asked to end the search (an exit code above 127)."""

    point: int
    answer: Answer
    probes: tuple[Probed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """The evidence is too thin to name a culprit; `confidence` in `best` is from 0 to 1."""

    best: int
    confidence: float
    probes: tuple[Probed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A point that answers otherwise than the nearest one below it that was not skipped."""

    point: int
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Every change of verdict on the axis, in its order; none where each chain answers alike.

    `answers` are the verdicts there are, also those of points that were not asked in this search.
    """

    changes: tuple[Change, ...]
    probes: tuple[Probed, ...]
    answers: frozenset[Verdict] = frozenset()


Finding = Found | NeverBad | Undecided | Stopped | Doubtful | Changes
