"""What was printed outside any step: the last part of it, however long it is."""

from __future__ import annotations

from dataclasses import dataclass, field

_LIMIT = 64 * 1024


@dataclass(slots=True)
class Outside:
    """Text that grows at its end and is cut at its beginning, now and then."""

    _parts: list[str] = field(default_factory=list)
    _size: int = 0

    def add(self, text: str) -> None:
        """Take more of it."""
        self._parts.append(text)
        self._size += len(text)
        if self._size > 2 * _LIMIT:
            kept = self.text
            self._parts, self._size = [kept], len(kept)

    @property
    def text(self) -> str:
        """Give what is kept."""
        return "".join(self._parts)[-_LIMIT:]

    def __bool__(self) -> bool:
        return self._size > 0
