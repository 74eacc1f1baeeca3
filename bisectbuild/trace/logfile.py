"""The log of one step: whole in a file, in memory only what may matter of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bisectbuild.trace.digest import Digest, Log

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
    _digest: Digest = field(default_factory=Digest)
    _before: tuple[str, ...] = ()
    _is_open: bool = False
    _file: BufferedWriter | None = None
    _mode: Literal["wb", "ab"] = "wb"

    def write(self, data: bytes) -> None:
        """Take more of the log."""
        if not data:
            return
        self.size += len(data)
        self.clipped = self.clipped or _CLIP_MARK in data
        self.lines += data.count(b"\n")
        self._is_open = not data.endswith(b"\n")
        self._digest.write(data)
        self._to_file(data)

    def tail(self) -> tuple[str, ...]:
        """Give the last lines, each cut in its middle where it is long."""
        return (*self._before, *map(_text, self._digest.last(TAIL_LINES)))[-TAIL_LINES:]

    def digest(self) -> Log:
        """Give the lines that may tell why the step failed."""
        return self._digest.log()

    @property
    def kept(self) -> int:
        """How many bytes of the log are in memory."""
        return self._digest.kept

    def count(self) -> int:
        """Give the number of lines, an unended last one included."""
        return self.lines + self._is_open

    def close(self) -> None:
        """End the file for now; more may follow."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                file.close()
            except OSError as error:
                self._fail(error)

    def forget(self, *, keep_tail: bool = True) -> None:
        """Keep no more than the last lines in memory: the step ended well. More may follow."""
        self._before = self.tail() if keep_tail else ()
        self._digest = Digest(start=self.count())

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


def _text(line: bytes) -> str:
    line = line.removesuffix(b"\r")
    if len(line) > 2 * _HALF_LINE:
        line = line[:_HALF_LINE] + b" ... " + line[-_HALF_LINE:]
    return line.decode("utf-8", "replace")
