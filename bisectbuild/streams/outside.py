"""What was printed outside any step, in bounds: above all a builder's last words."""

from __future__ import annotations

from dataclasses import dataclass, field

# Characters: of what comes before the last words and of the very end, and of the words.
_SOME, _MOST = 16 * 1024, 128 * 1024
_LAST_WORDS = ("------", "ERROR: ", "error: ")


@dataclass(slots=True)
class _Rolling:
    """The last part of a text that grows at its end."""

    parts: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)
        if self.size > 2 * _SOME:
            kept = self.text
            self.parts, self.size = [kept], len(kept)

    @property
    def text(self) -> str:
        return "".join(self.parts)[-_SOME:]


@dataclass(slots=True)
class Outside:
    """Keeps three parts of a text: what came before the last words, these, and the very end.

    In a saved log a CI's own words follow the builder's, and may go on for a gigabyte.
    """

    _before: _Rolling = field(default_factory=_Rolling)
    _words: list[str] = field(default_factory=list)
    _size: int = 0
    _end: _Rolling = field(default_factory=_Rolling)

    def add(self, text: str) -> None:
        """Take more of it, a line at a time."""
        if not self._words and not (text.startswith(_LAST_WORDS) or "failed to solve" in text):
            self._before.add(text)
            return
        words = text[: _MOST - self._size]
        if words:
            self._words.append(words)
            self._size += len(words)
        if words != text:
            self._end.add(text[len(words) :])

    @property
    def text(self) -> str:
        """Give what is kept."""
        return "".join((self._before.text, *self._words, self._end.text))

    def __bool__(self) -> bool:
        return bool(self._words or self._before.parts)
