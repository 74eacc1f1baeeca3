"""What is known of the points of an axis, and which of them may be the first bad one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.chains import down_from, main_chain, stems
from bisectbuild.bisection.steps import estimated_steps
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import UsageError

_EVERY_CHANGE = "`bisectbuild bisect --all` tests every point and tells each change."


@dataclass(frozen=True, kw_only=True)
class Marks:
    """An axis and the verdicts known so far; `good`, `bad` and `skip` are sets of bits.

    As in git the first bad point is one that every bad point stands on and no good point does.
    Where only the first parents are a chain of states (`axis.merges` is not set), a chain beside
    it may tell nothing: the test cannot be good there at all, as its program is in another stage.
    Such a chain is `silent`, and its points are no candidates.
    """

    axis: Axis
    good: int = 0
    bad: int = 0
    skip: int = 0

    def with_mark(self, point: int, verdict: Verdict) -> Marks:
        """Give the marks with one more, said by a person, in the place of any that it had.

        Raises UsageError where it contradicts another mark.
        """
        marks = self.with_answer(point, verdict)
        marks.check()
        return marks

    def with_answer(self, point: int, verdict: Verdict) -> Marks:
        """Give the marks with one more, as a test gave it; a test may contradict itself."""
        bit = 1 << point
        sets = {name: getattr(self, name) & ~bit for name in ("good", "bad", "skip")}
        sets[verdict.value] |= bit
        return replace(self, **sets)

    def verdict(self, point: int) -> Verdict | None:
        """Give what is known of a point."""
        for verdict, bits in (
            (Verdict.GOOD, self.good),
            (Verdict.BAD, self.bad),
            (Verdict.SKIP, self.skip),
        ):
            if bits >> point & 1:
                return verdict
        return None

    @property
    def answered(self) -> int:
        """The set of the points that have a mark, skipped ones among them."""
        return self.good | self.bad | self.skip

    @property
    def sink(self) -> int:
        """The last point, that which all others lead to."""
        return len(self.axis.points) - 1

    @cached_property
    def proven(self) -> int:
        """The set of the points that are good or below a good one on its own chain."""
        return down_from(self.axis, self.good) if self.good else 0

    @cached_property
    def silent(self) -> int:
        """The set of the points on side chains of which a bad point tells nothing.

        Either the chain is bad from its own start, or something good copies from what is bad.
        """
        if self.axis.merges or not self.bad:
            return 0
        copied = self._below_good & ~self.proven
        by_point = stems(self.axis)
        silent = {
            by_point[point]
            for point in bits_of(self.bad)
            if not self.axis.parents[point] or copied >> point & 1
        } - {None}
        return sum(1 << point for point, stem in enumerate(by_point) if stem in silent)

    @cached_property
    def reach(self) -> tuple[int, ...]:
        """Give for each point the set of itself and what it stands on, silent chains left out."""
        if not self.silent:
            return self.axis.ancestors
        sets: list[int] = []
        for point, parents in enumerate(self.axis.parents):
            bits = 1 << point
            for parent in parents:
                if not self.silent >> parent & 1:
                    bits |= sets[parent]
            sets.append(bits)
        return tuple(sets)

    @cached_property
    def cleared(self) -> int:
        """The set of the points that need no test as something good stands on them.

        What only copies from the main chain says nothing of that chain's own state.
        """
        if self.axis.merges:
            return self._below_good
        beside = self._below_good & ~main_chain(self.axis) & ~self.silent
        return (self.proven & ~self.silent) | beside

    @cached_property
    def _below_good(self) -> int:
        below, rest = 0, self.good
        while rest:
            below |= self.axis.ancestors[rest.bit_length() - 1]
            rest &= ~below
        return below

    @cached_property
    def candidate_set(self) -> int:
        """The set of the points that may be the first bad one; all that lead to the sink at first.

        Empty where the sink is good. A bad point below a good one counts for nothing here: there
        is a change above it that leads to the sink. Raises UsageError where the bad points have
        no candidate in common.
        """
        candidates = self.reach[self.sink] & ~self.cleared
        for point in bits_of(self.bad & ~self.silent & ~self.cleared):
            candidates &= self.reach[point]
        if not candidates and not self.cleared >> self.sink & 1:
            raise UsageError(
                f"No {self.axis.word} can be the first bad one: all that the bad ones have in "
                "common is good.",
                hint=f"It turned bad in more than one place. {_EVERY_CHANGE}",
            )
        return candidates

    @property
    def candidates(self) -> tuple[int, ...]:
        """The points that may be the first bad one, in the order of the axis."""
        return tuple(bits_of(self.candidate_set))

    @property
    def testable(self) -> tuple[int, ...]:
        """The candidates that have no mark yet."""
        return tuple(bits_of(self.candidate_set & ~self.answered))

    @property
    def top(self) -> int:
        """The lowest bad point, or the last candidate where none is known; -1 for no candidate."""
        return self.candidate_set.bit_length() - 1

    @property
    def ground(self) -> int | None:
        """The nearest point below the candidates on the chain of the top that tells its state.

        None where that chain is skipped down to its start.
        """
        at: int | None = self.top if self.candidate_set else None
        held = self.cleared if self.axis.merges else self.proven
        while at is not None and (self.candidate_set | self.skip & ~held) >> at & 1:
            at = next(iter(self.axis.parents[at]), None)
        return at

    @property
    def witness(self) -> int | None:
        """A point to ask before the top is blamed, None where none is needed.

        On a side chain the state below may be held good only as something good copies from it;
        if it is bad in truth, the chain tells nothing.
        """
        ground = self.ground
        if self.axis.merges or ground is None or (self.proven | self.answered) >> ground & 1:
            return None
        return ground

    @cached_property
    def contradiction(self) -> tuple[int, int] | None:
        """A bad point and the good one that stands on it, None where there is no such pair."""
        low = self.bad & ~self.silent & self.cleared
        if not low:
            return None
        point = low.bit_length() - 1
        goods = bits_of(self.good & ~self.silent)
        return point, next(good for good in goods if self.axis.ancestors[good] >> point & 1)

    def check(self) -> None:
        """Raise UsageError where the marks contradict one another."""
        if self.contradiction is not None:
            bad, good = (self.axis.points[point] for point in self.contradiction)
            raise UsageError(
                f"{good.key} is marked good and stands on {bad.key}, which is marked bad.",
                hint=f"Mark one of them again if it was a slip. If both are so: {_EVERY_CHANGE}",
            )
        _ = self.candidate_set

    def left_after(self, points: tuple[int, ...]) -> int:
        """Give how many candidates are left to test at most once these points have answered."""
        candidates = self.candidate_set
        counts = [(self.reach[point] & candidates).bit_count() for point in points]
        edges = sorted({0, *counts, candidates.bit_count()})
        gaps = [after - before for before, after in pairwise(edges)]
        return max(gaps, default=1) - 1

    def steps(self, jobs: int = 1) -> int:
        """Estimate how many rounds follow the next one, as git counts them."""
        candidates = self.candidate_set
        first = bool(candidates) and jobs == 1 and not self.answered >> self.top & 1
        return estimated_steps(candidates.bit_count(), jobs) + first


def bits_of(bits: int) -> Iterator[int]:
    """Give the members of a set of bits, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
