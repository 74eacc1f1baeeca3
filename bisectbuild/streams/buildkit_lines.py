"""Cutting a stream of bytes into lines without ever holding more than one bounded piece."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class LineCutter:
    """Gives lines without their end. A line longer than `limit` bytes comes in pieces.

    Each item is (piece, begins, ends): whether the piece begins and ends its line.
    """

    limit: int
    _held: bytearray = field(default_factory=bytearray)
    _begun: bool = False

    @property
    def holds(self) -> bool:
        """Whether a line has begun that has not ended."""
        return self._begun or bool(self._held)

    def cut(self, data: bytes) -> Iterator[tuple[bytes, bool, bool]]:
        """Take more bytes and give what is complete."""
        *whole, rest = data.split(b"\n")
        if whole:
            self._held += whole[0]
            yield bytes(self._held), not self._begun, True
            self._held.clear()
            self._begun = False
            for part in whole[1:]:
                yield part, True, True
        self._held += rest
        if len(self._held) > self.limit:
            yield bytes(self._held), not self._begun, False
            self._held.clear()
            self._begun = True

    def rest(self) -> Iterator[tuple[bytes, bool, bool]]:
        """Give a last line that has no line end."""
        if self._held:
            yield bytes(self._held), not self._begun, True
            self._held.clear()
