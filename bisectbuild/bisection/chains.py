"""The chains of an axis: the main one of first parents, and those beside it."""

from __future__ import annotations

from bisectbuild.bisection.axis import Axis


def main_chain(axis: Axis) -> int:
    """Give the set of bits of the points on the chain of first parents that ends in the last."""
    return down_from(axis, 1 << len(axis.points) >> 1)


def down_from(axis: Axis, points: int) -> int:
    """Give the set of bits of some points and all below them on their own chains."""
    for point in range(len(axis.points) - 1, -1, -1):
        if points >> point & 1 and axis.parents[point]:
            points |= 1 << axis.parents[point][0]
    return points


def stems(axis: Axis) -> tuple[int | None, ...]:
    """Give for each point the lowest one of its side chain, None for a point of the main chain.

    What begins from a side chain belongs to it.
    """
    main = main_chain(axis)
    found: list[int | None] = []
    for point, parents in enumerate(axis.parents):
        below = found[parents[0]] if parents else None
        found.append(None if main >> point & 1 else point if below is None else below)
    return tuple(found)
