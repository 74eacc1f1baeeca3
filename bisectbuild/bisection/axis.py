"""An axis: the points of a search, and which of them each point stands on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that can be tested.

    `key` names it in logs and on the command line, unique on its axis and without blanks.
    `title` is shown to people, on one line.
    """

    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Axis:
    """Points in an order in which each stands behind what it stands on.

    `parents` gives for each point the indices of the points that it stands directly on: none for
    a start, two for what joins two chains (a COPY --from, a merge of commits). `word` is what a
    point is called: instruction, commit, value, image. `merges` says that further parents count
    as the first does (a merge of commits); without it they are only copied from, and the state
    there may be one in which the test makes no sense. `below` is what every start stands on, no
    point of the search as it is taken as good; None where nothing is known below a start.
    """

    points: tuple[Point, ...]
    parents: tuple[tuple[int, ...], ...]
    word: str = "instruction"
    merges: bool = False
    below: Point | None = None

    @cached_property
    def ancestors(self) -> tuple[int, ...]:
        """Give for each point a set of bits: itself and all that it stands on."""
        sets: list[int] = []
        for index, parents in enumerate(self.parents):
            bits = 1 << index
            for parent in parents:
                bits |= sets[parent]
            sets.append(bits)
        return tuple(sets)


def line(points: tuple[Point, ...], word: str) -> Axis:
    """Give the axis on which each point stands on the one before it."""
    parents = tuple((index - 1,) if index else () for index in range(len(points)))
    return Axis(points=points, parents=parents, word=word)
