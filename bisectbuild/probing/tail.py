"""The last lines of what a test printed, in bounded memory and safe for a terminal."""

from __future__ import annotations

from collections import deque

from bisectbuild.redact.stream import RedactedStream
from bisectbuild.tty.text import visible

LINES = 20
LONGEST = 2000


class Tail:
    """Keeps the last `LINES` lines, of each the first `LONGEST` bytes, with secrets masked."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        self._masked = RedactedStream(secrets)
        self._lines: deque[bytes] = deque(maxlen=LINES)
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take more of it, cut anywhere."""
        self._take(self._masked.feed(data))

    def finish(self) -> tuple[str, ...]:
        """Give the lines once all has come, one that was not ended among them."""
        self._take(self._masked.finish())
        if self._rest:
            self._lines.append(self._rest)
            self._rest = b""
        return tuple(visible(line.decode(errors="replace").rstrip("\r")) for line in self._lines)

    def _take(self, data: bytes) -> None:
        first, *more = data.split(b"\n")
        self._rest = (self._rest + first[:LONGEST])[:LONGEST]
        for line in more:
            self._lines.append(self._rest)
            self._rest = line[:LONGEST]
