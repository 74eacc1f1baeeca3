"""Which points to ask next, so that the fewest questions are needed whatever they answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from bisectbuild.bisection.marks import Marks


def next_points(marks: Marks, jobs: int = 1) -> tuple[int, ...]:
    """Give the points to ask next, at most `jobs`, in the order of the axis; none if none is left.

    The last point comes first where no bad one is known. Then the chain of first parents is
    halved (or cut in `jobs` + 1 parts), a point that copies from side chains weighing as much as
    they do. A side chain is asked about only where what copies from it is the first bad point of
    its own chain: what is bad there for reasons of its own is not blamed; last comes
    `Marks.witness`. Points beside skipped ones are avoided. Raises UsageError as
    `Marks.candidate_set` does.
    """
    if not marks.candidate_set:
        return ()
    asked: set[int] = set()
    if not marks.answered >> marks.top & 1:
        asked.add(marks.top)
    chain = _chain(marks, asked)
    if chain is not None and len(asked) < jobs:
        count = jobs - len(asked)
        firsts = [chain.halving()] if jobs == 1 else chain.parting(count)
        asked.update(chain.points[at] for at in _steered(chain, firsts, count))
    if not asked and marks.witness is not None:
        asked.add(marks.witness)
    return tuple(sorted(asked))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """Candidates that stand on one another, lowest first, one of which at least can be asked.

    `reach` gives for each how many candidates are left if it is bad, `total` how many there are,
    `free` the positions that can be asked and `shut` those that are skipped.
    """

    points: tuple[int, ...]
    reach: tuple[int, ...]
    total: int
    free: frozenset[int]
    shut: frozenset[int]

    def halving(self) -> int:
        """Give the position that leaves the fewest questions at worst, then the evenest halves."""
        edges = (0, *self.reach, self.total)
        weights = [after - before for before, after in pairwise(edges)]
        below = _depths(weights)
        above = _depths(weights[::-1])[::-1]

        def order(at: int) -> tuple[int, int, int]:
            evenness = min(self.reach[at], self.total - self.reach[at])
            return max(below[at], above[at + 1]), -evenness, at

        return min(self.free | self.shut, key=order)

    def parting(self, count: int) -> list[int]:
        """Give the positions that come nearest to `count` even cuts."""
        places = self.free | self.shut
        targets = [self.total * number / (count + 1) for number in range(1, count + 1)]
        return [
            min(places, key=lambda at: (abs(self.reach[at] - target), at)) for target in targets
        ]


def _chain(marks: Marks, asked: set[int]) -> _Chain | None:
    """Find the chain to ask on: that of the top, and where it is settled one that it copies from.

    The nearest side chains come first, those lower in the file before others.
    """
    candidates, tips, seen = marks.candidate_set, [marks.top], 0
    for tip in tips:
        points: list[int] = []
        at: int | None = tip
        while at is not None and (candidates & ~seen) >> at & 1:
            points.append(at)
            seen |= 1 << at
            at = next(iter(marks.axis.parents[at]), None)
        chain = _weighed(marks, tuple(reversed(points)), asked)
        if chain.free:
            return chain
        tips += [side for point in points for side in marks.axis.parents[point][1:]]
    return None


def _weighed(marks: Marks, points: tuple[int, ...], asked: set[int]) -> _Chain:
    candidates = marks.candidate_set
    verdicts = {at: marks.verdict(point) for at, point in enumerate(points) if point not in asked}
    return _Chain(
        points=points,
        reach=tuple((marks.reach[point] & candidates).bit_count() for point in points),
        total=candidates.bit_count(),
        free=frozenset(at for at, verdict in verdicts.items() if verdict is None),
        shut=frozenset(
            at for at, point in enumerate(points) if at in verdicts and marks.skip >> point & 1
        ),
    )


def _depths(weights: Iterable[int]) -> list[int]:
    """Give for each prefix of weighed leaves the least depth of a tree of questions over it.

    A leaf of weight w is a search of its own over w points, a subtree of ceil(log2 w) levels; an
    ordered tree exists where each subtree can be laid on the next free multiple of its own size.
    """
    depths, end = [], 0
    for weight in weights:
        size = 1 << max(weight - 1, 0).bit_length()
        if weight:
            end = -(-end // size) * size + size
        depths.append(max(end - 1, 0).bit_length())
    return depths


def _steered(chain: _Chain, wanted: list[int], count: int) -> list[int]:
    """Give free positions near the wanted ones, away from skipped stretches."""
    chosen: list[int] = []
    for at in wanted[:count]:
        free = chain.free.difference(chosen)
        if not free:
            break
        margin = _stretch(chain, at)
        away = {place for place in free if not margin or _distance(margin, place) > len(margin)}
        chosen.append(min(away or free, key=lambda place: (abs(place - at), place)))
    return chosen


def _stretch(chain: _Chain, at: int) -> range:
    """Give the unbroken run of skipped positions around one, empty where it is not skipped."""
    low = high = at
    while low - 1 in chain.shut and at in chain.shut:
        low -= 1
    while high in chain.shut:
        high += 1
    return range(low, high)


def _distance(stretch: range, place: int) -> int:
    return max(stretch.start - place, place - stretch.stop + 1, 0)
