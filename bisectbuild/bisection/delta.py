"""Delta debugging: the fewest changes that still fail together (Zeller and Hildebrandt's ddmin)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")


def minimal(items: Sequence[T], fails: Callable[[Sequence[T]], bool], /) -> tuple[T, ...]:
    """Give a part, in the order of `items`, that fails and of which no single one can be left out.

    All of them are known to fail and none of them is known to pass. No part is asked twice.
    """
    known: dict[tuple[int, ...], bool] = {}

    def bad(part: tuple[int, ...]) -> bool:
        if part not in known:
            known[part] = fails([items[at] for at in part])
        return known[part]

    part, count = tuple(range(len(items))), 2
    while len(part) > 1:
        smaller = next((tried for tried in _tries(part, count) if bad(tried)), None)
        if smaller is not None:
            # A piece is cut anew; of what is left without a piece, the other pieces are tried.
            count = 2 if len(smaller) * count <= len(part) + count else max(count - 1, 2)
            part = smaller
        elif count >= len(part):
            break
        else:
            count = min(2 * count, len(part))
    return tuple(items[at] for at in part)


def _tries(part: tuple[int, ...], count: int) -> Iterator[tuple[int, ...]]:
    """Give the pieces of a part, then the part without each of them."""
    edges = [len(part) * number // count for number in range(count + 1)]
    pieces = tuple(pairwise(edges))
    for low, high in pieces:
        yield part[low:high]
    if count > 2:  # noqa: PLR2004 - of two pieces each is the other's rest
        for low, high in pieces:
            yield part[:low] + part[high:]
