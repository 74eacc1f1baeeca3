"""The log of one step: whole in a file, its last lines in memory."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from io import BufferedWriter
    from pathlib import Path

TAIL_LINES = 60
_HALF_LINE = 1000
# `[output clipped, log limit 2MiB reached]`, util/progress/logs/logs.go in BuildKit, v0.7 on.
_CLIP_MARK = b"[output clipped, log limit "


@dataclass(slots=True)
class LogFile:
    """Takes bytes as they arrive, cut anywhere. Memory stays the same however long the log.

    A file that cannot be written (full disk) ends the file, not the run: `error` says why.
    """

    path: Path | None
    lines: int = 0
    size: int = 0
    clipped: bool = False
    error: str = ""
    _ended: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL_LINES))
    _open_line: bytes = b""
    _file: BufferedWriter | None = None
    _mode: Literal["wb", "ab"] = "wb"

    def write(self, data: bytes) -> None:
        """Take more of the log."""
        self.size += len(data)
        self.clipped = self.clipped or _CLIP_MARK in data
        *ended, rest = data.split(b"\n")
        self.lines += len(ended)
        # Of a chunk only as many lines are read as the tail can hold.
        for line in ended[: 1 if ended else 0] + ended[1:][-TAIL_LINES:]:
            self._ended.append(_text(self._open_line + line))
            self._open_line = b""
        self._open_line = _shortened(self._open_line + rest)
        self._to_file(data)

    def tail(self) -> tuple[str, ...]:
        """Give the last lines, each cut in its middle where it is long."""
        open_line = (_text(self._open_line),) if self._open_line else ()
        return (*self._ended, *open_line)[-TAIL_LINES:]

    def count(self) -> int:
        """Give the number of lines, an unended last one included."""
        return self.lines + bool(self._open_line)

    def close(self) -> None:
        """End the file for now; more may follow."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                file.close()
            except OSError as error:
                self._fail(error)

    def _to_file(self, data: bytes) -> None:
        if self.path is None:
            return
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open(self._mode)
                self._mode = "ab"
            self._file.write(data)
        except OSError as error:
            self._fail(error)
            self.close()

    def _fail(self, error: OSError) -> None:
        self.error = f"the log is only kept in part: {error.strerror or error}"
        self.path = None


def _shortened(line: bytes) -> bytes:
    """Keep both ends of a line that grows without end, as progress bars do."""
    if len(line) <= 4 * _HALF_LINE:
        return line
    return line[:_HALF_LINE] + b" ... " + line[-_HALF_LINE:]


def _text(line: bytes) -> str:
    line = line.removesuffix(b"\r")
    if len(line) > 2 * _HALF_LINE:
        line = line[:_HALF_LINE] + b" ... " + line[-_HALF_LINE:]
    return line.decode("utf-8", "replace")
