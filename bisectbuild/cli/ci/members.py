"""Reading the JSON of bake and compose, which may hold anything anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def objects(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the members of an object that are objects themselves."""
    for name, member in pairs(value):
        if isinstance(member, dict):
            yield name, member


def pairs(value: object) -> Iterator[tuple[str, Any]]:
    """Give the members of what should be an object."""
    if isinstance(value, dict):
        yield from ((str(name), member) for name, member in value.items())


def members(value: object) -> list[Any]:
    """Give the members of what should be a list."""
    return value if isinstance(value, list) else []


def texts(value: object) -> Iterator[str]:
    """Give the words of a list; newer bakes print secrets as objects (buildx 0.20 and later)."""
    for member in members(value):
        is_object = isinstance(member, dict)
        yield ",".join(f"{n}={v}" for n, v in pairs(member)) if is_object else str(member)
