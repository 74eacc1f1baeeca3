"""Connections that no one has logged in by: only so many, and the oldest goes first."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

T = TypeVar("T", bound=Hashable)
SILENT: Final = 48
TRYING: Final = 16


class Crowd(Generic[T]):
    """Counts connections; those that are too many are given to `drop`, the oldest first.

    One that has got as far as to ask for a login is counted apart, as a flood of connections that
    do not even exchange keys costs its sender nothing, and must not push out who does.
    """

    def __init__(
        self, drop: Callable[[T], None], *, silent: int = SILENT, trying: int = TRYING
    ) -> None:
        self._drop = drop
        self._most = {False: silent, True: trying}
        self._there: dict[bool, dict[T, None]] = {False: {}, True: {}}

    def __len__(self) -> int:
        return sum(map(len, self._there.values()))

    def came(self, connection: T) -> None:
        """Count a new connection."""
        self._add(connection, trying=False)

    def tries(self, connection: T) -> None:
        """Note that a connection asks for a login."""
        if connection in self._there[False]:
            self._there[False].pop(connection)
            self._add(connection, trying=True)

    def gone(self, connection: T) -> None:
        """Forget a connection: it ended, or someone has logged in by it."""
        for there in self._there.values():
            there.pop(connection, None)

    def empty(self) -> None:
        """Drop all."""
        for there in self._there.values():
            for connection in tuple(there):
                self._drop(connection)
            there.clear()

    def _add(self, connection: T, *, trying: bool) -> None:
        there = self._there[trying]
        there[connection] = None
        while len(there) > self._most[trying]:
            oldest = next(iter(there))
            del there[oldest]
            self._drop(oldest)
