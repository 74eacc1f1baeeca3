"""Axes of many shapes and tests with a planted culprit, for the laws of a search."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import strategies as st

from bisectbuild.bisection.axis import Axis, Point, line
from bisectbuild.bisection.verdict import Answer, Verdict


def points(count: int) -> tuple[Point, ...]:
    """Give points with plain keys."""
    return tuple(Point(key=f"k{index}", title=f"RUN step {index}") for index in range(count))


def a_line(count: int) -> Axis:
    """Give a line of points."""
    return line(points(count), "instruction")


def an_axis(*parents: tuple[int, ...], merges: bool = False) -> Axis:
    """Give an axis by the parents of each point."""
    return Axis(points=points(len(parents)), parents=parents, merges=merges)


def a_copy(before: int, side: int, after: int) -> Axis:
    """Give a chain whose point `before + side` copies from the end of a side chain.

    The chain's own points 0 to `before` - 1 come first, then the side chain, then the one that
    copies and the `after` - 1 that stand on it.
    """
    parents: list[tuple[int, ...]] = [(at - 1,) if at else () for at in range(before)]
    parents += [(before + at - 1,) if at else () for at in range(side)]
    parents.append((before - 1, before + side - 1))
    parents += [(before + side + at,) for at in range(after - 1)]
    return an_axis(*parents)


@st.composite
def builds(draw: st.DrawFn, largest: int = 40) -> Axis:
    """Draw an axis as stages give it: chains that begin anywhere below and copy from others."""
    parents: list[tuple[int, ...]] = []
    tips: list[int] = []
    for _ in range(draw(st.integers(1, 4))):
        base = draw(st.sampled_from([(), *[(tip,) for tip in tips]]))
        for _ in range(draw(st.integers(1, largest // 4))):
            others = [tip for tip in tips if (tip,) != base]
            copied = draw(st.sampled_from([(), (), *[(tip,) for tip in others]])) if base else ()
            parents.append((*base, *copied))
            base = (len(parents) - 1,)
        tips.append(len(parents) - 1)
    below, keep = [*parents], {len(parents) - 1}
    for point in range(len(parents) - 1, -1, -1):
        keep |= set(below[point]) if point in keep else set()
    order = {point: at for at, point in enumerate(sorted(keep))}
    return an_axis(*(tuple(order[parent] for parent in below[point]) for point in order))


def starts(axis: Axis) -> tuple[int, ...]:
    """Give for each point the start of its own chain."""
    found: list[int] = []
    for point, parents in enumerate(axis.parents):
        found.append(found[parents[0]] if parents else point)
    return tuple(found)


def main_chain(axis: Axis) -> list[int]:
    """Give the chain of first parents that ends in the last point, lowest first."""
    chain = [len(axis.points) - 1]
    while axis.parents[chain[-1]]:
        chain.append(axis.parents[chain[-1]][0])
    return chain[::-1]


def elsewhere(axis: Axis) -> set[int]:
    """Give the points on chains that begin elsewhere than the main one does."""
    start = starts(axis)
    return {point for point in range(len(axis.points)) if start[point] != start[-1]}


class Planted:
    """A test that turns bad at one point and stays so above it; it counts what it is asked.

    Points in `skipped` cannot be tested; those in `dead` are bad for reasons of their own.
    """

    def __init__(
        self,
        axis: Axis,
        culprit: int | None,
        *,
        skipped: Collection[int] = (),
        dead: Collection[int] = (),
    ) -> None:
        self.rounds: list[tuple[int, ...]] = []
        self._axis, self._culprit = axis, culprit
        self._skipped, self._dead = skipped, dead

    def __call__(self, asked: tuple[int, ...]) -> tuple[Answer, ...]:
        """Answer as `Ask` does."""
        self.rounds.append(asked)
        return tuple(Answer(verdict=self.verdict(point)) for point in asked)

    @property
    def asked(self) -> list[int]:
        """Every point that was asked, in order."""
        return [point for asked in self.rounds for point in asked]

    def verdict(self, point: int) -> Verdict:
        """Tell what the test says of a point."""
        if point in self._skipped:
            return Verdict.SKIP
        stands = self._culprit is not None and self._axis.ancestors[point] >> self._culprit & 1
        return Verdict.BAD if stands or point in self._dead else Verdict.GOOD


class Heard:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[int, ...], int, int]] = []
        self.answers: list[tuple[int, Verdict | None]] = []

    def asks(self, points: tuple[int, ...], left: int, steps: int) -> None:
        """Keep a question."""
        self.asked.append((points, left, steps))

    def answered(self, point: int, answer: Answer) -> None:
        """Keep an answer."""
        self.answers.append((point, answer.verdict))
