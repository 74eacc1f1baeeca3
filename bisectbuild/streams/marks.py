"""Where in a block of bytes the next of several marks stands, each looked for only once."""

from __future__ import annotations


class Marks:
    """Finds the lines that may be more than a process's output without reading every line."""

    def __init__(self, data: bytes, marks: tuple[bytes, ...]) -> None:
        self._data = data
        self._next = dict.fromkeys(marks, -1)

    def after(self, at: int) -> int:
        """Give the start of the first line at or after `at` that holds a mark, else the end.

        `at` is the start of a line, and never lies before that of an earlier call.
        """
        data, first = self._data, len(self._data)
        for mark, known in self._next.items():
            found = known
            if found < at:
                found = data.find(mark, at)
                self._next[mark] = found = len(data) if found < 0 else found
            first = min(first, found)
        return first if first == len(data) else data.rfind(b"\n", at, first) + 1 or at
