"""Small pieces of sentences that many rules of this family need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_SHOWN: Final = 5


def listed(names: Iterable[str]) -> str:
    """Give names once each, joined; the first few of many."""
    once = tuple(dict.fromkeys(names))
    more = f" and {len(once) - _SHOWN} more" if len(once) > _SHOWN else ""
    return ", ".join(once[:_SHOWN]) + more


def of(name: str) -> str:
    """Give " of NAME", or nothing where the name is not known."""
    return f" of {name}" if name else ""
