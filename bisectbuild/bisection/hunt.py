"""What may still be to blame in a search on evidence, and what tells most about it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.belief import Tally, Theory
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.verdict import Verdict

_HALF: Final = 0.5
_LOOKS: Final = 3
# What is this unlikely to tell anything is not asked.
_TELLS: Final = 1e-4


class Hunt:
    """The theories that are left, what was answered so far, and what may still be asked.

    `theories` is empty where the marks say that nothing is bad. Raises UsageError as
    `Marks.candidate_set` does.
    """

    def __init__(self, marks: Marks, repeat: int) -> None:
        count = len(marks.axis.points)
        self._marks = marks
        self._above = _above(marks)
        self._opened: set[int] = set()
        # Whoever marked a point bad saw it fail at least once.
        self.tallies = [Tally(failed=marks.bad >> point & 1) for point in range(count)]
        self._left = [0 if marks.answered >> point & 1 else repeat for point in range(count)]
        chain = _chain(marks, marks.top) if marks.candidate_set else []
        self._chains = [chain]
        self.theories = [
            Theory(culprit=point, bad=self._above[point], share=1 / len(chain)) for point in chain
        ]
        self.must_be_bad = bool(self.theories) and marks.verdict(marks.top) is Verdict.BAD

    def learn(self, point: int, verdict: Verdict) -> None:
        """Take in an answer; a point that was skipped is not asked again."""
        tally = self.tallies[point]
        match verdict:
            case Verdict.GOOD:
                self.tallies[point] = replace(tally, passed=tally.passed + 1)
            case Verdict.BAD:
                self.tallies[point] = replace(tally, failed=tally.failed + 1)
            case Verdict.SKIP:
                self._left[point] = 1
        self._left[point] -= 1

    def blame(self, beliefs: Sequence[float]) -> dict[int, float]:
        """Give how much each point is believed to be to blame, by all theories that say so."""
        blame: defaultdict[int, float] = defaultdict(float)
        for theory, belief in zip(self.theories, beliefs, strict=True):
            blame[theory.culprit] += belief
        return dict(blame)

    def enough(self, confidence: float) -> float:
        """Give how much belief is enough: more where something answered both ways.

        Such a search looks at its belief many times, and each look can catch a lucky moment.
        """
        flaky = any(tally.is_flaky for tally in self.tallies)
        return 1 - (1 - confidence) / _LOOKS if flaky else confidence

    def most_telling(self, beliefs: Sequence[float]) -> int | None:
        """Give the point that halves the belief best, one that was asked less before others."""
        believed = [
            (theory.bad, belief)
            for theory, belief in zip(self.theories, beliefs, strict=True)
            if belief
        ]

        def mass(point: int) -> float:
            return sum(belief for bad, belief in believed if bad >> point & 1)

        places = []
        for chain in self._chains:
            free = [point for point in chain if self._left[point] > 0]
            # What is bad low on a chain is bad above it, so the halving point can be looked up.
            at = bisect_left(free, _HALF, key=mass)
            places += [(mass(point), point) for point in free[max(at - 1, 0) : at + 1]]
        telling = [
            (abs(share - _HALF), self.tallies[point].runs, point)
            for share, point in places
            if share > _TELLS
        ]
        return min(telling)[2] if telling else None

    def open_sides(self, culprit: int) -> bool:
        """Take in the side chains that a culprit copies from; tell whether there are any left.

        The culprit keeps half of its share, as it may have brought the change in by itself.
        """
        if culprit in self._opened:
            return False
        self._opened.add(culprit)
        at = next(at for at, theory in enumerate(self.theories) if theory.culprit == culprit)
        blamed = self.theories[at]
        new: list[Theory] = []
        supposed = self._supposed(culprit)
        for side in self._marks.axis.parents[culprit][1:]:
            new += self._of_side(supposed, side, blamed)
        if new:
            half = blamed.share / 2
            self.theories[at] = replace(blamed, share=half)
            self.theories += [replace(theory, share=half / len(new)) for theory in new]
        return bool(new)

    def _supposed(self, culprit: int) -> Marks:
        """Give the marks as they are if a point is bad and the one that it stands on is good."""
        marks = self._marks.with_answer(culprit, Verdict.BAD)
        for below in marks.axis.parents[culprit][:1]:
            marks = marks.with_answer(below, Verdict.GOOD)
        return marks

    def _of_side(self, supposed: Marks, side: int, blamed: Theory) -> list[Theory]:
        """Give the theories about one side chain, which may also tell nothing (see Marks)."""
        seen = {point for chain in self._chains for point in chain}
        chain = [point for point in _chain(supposed, side) if point not in seen]
        if not chain:
            return []
        theories = [
            Theory(culprit=point, bad=self._above[point], share=blamed.share) for point in chain
        ]
        self._chains.append(chain)
        below = self._marks.axis.parents[chain[0]]
        if supposed.axis.merges:
            return theories
        if not below:
            # Bad from its own start: it is the copy that brings it in.
            theories[0] = replace(theories[0], culprit=blamed.culprit)
        elif not (supposed.proven | supposed.answered) >> below[0] & 1:
            # Held good only as something good copies from it, which is no proof.
            bad = blamed.bad | sum(1 << point for point in (*chain, below[0]))
            theories.append(replace(blamed, bad=bad))
            chain.insert(0, below[0])
        return theories


def _chain(marks: Marks, tip: int) -> list[int]:
    """Give the candidates on the chain of first parents below a point, the lowest first."""
    chain: list[int] = []
    at: int | None = tip
    while at is not None and marks.candidate_set >> at & 1:
        chain.append(at)
        at = next(iter(marks.axis.parents[at]), None)
    return chain[::-1]


def _above(marks: Marks) -> list[int]:
    """Give for each point the set of itself and all that stand on it, silent chains left out."""
    axis: Axis = marks.axis
    above = [1 << point for point in range(len(axis.points))]
    for point in range(len(axis.points) - 1, -1, -1):
        for parent in axis.parents[point]:
            if not marks.silent >> parent & 1:
                above[parent] |= above[point]
    return above
