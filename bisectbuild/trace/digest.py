"""The lines of a step's log that may tell why it failed, in memory that stays small."""

from __future__ import annotations

import bisect
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

# Bytes of log kept: of its beginning, of lines between that have a telling word, of its end.
_HEAD: Final = 128 * 1024
_TELLING: Final = 512 * 1024
_TAIL: Final = 1024 * 1024
_LONGEST: Final = 4000
# What has left the tail is looked through when there is so much of it, in bytes.
_LATER: Final = 4 * 1024 * 1024
_CHUNK: Final = 256 * 1024
# What is gathered before it is looked at, so that small pieces cost no more than large ones.
_BLOCK: Final = 16 * 1024
_WORDS: Final = (
    b"rror", b"RROR", b"ail", b"FAIL", b"annot", b"not found", b"No such", b"no such", b"enied",
    b"nable to", b"atal", b"illed", b"xception", b"E: ", b"ould not", b"imed out", b"issing",
)  # fmt: skip
_ANSI: Final = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1a]"
)


@dataclass(frozen=True, kw_only=True)
class Log:
    """The kept lines of one step, and which lines of the log they are (1-based).

    Escape sequences are taken out, and of a line that a terminal would have drawn anew after a
    carriage return only what was left to see. `total` counts all lines that the step printed.
    """

    lines: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    total: int = 0

    @cached_property
    def text(self) -> str:
        """Give the kept lines as one text, for a search over several of them."""
        return "\n".join(self.lines)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return starts

    def position(self, offset: int) -> int:
        """Give the place in `lines` of an offset in `text`."""
        return bisect.bisect_right(self._starts, offset) - 1

    def tail(self, count: int) -> Log:
        """Give the last kept lines alone."""
        return Log(lines=self.lines[-count:], numbers=self.numbers[-count:], total=self.total)


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines, each with its line feed; `first` is the number of the first one."""

    first: int
    data: bytes

    def lines(self) -> Iterator[tuple[int, bytes]]:
        return enumerate(self.data.split(b"\n")[:-1], self.first)


@dataclass(slots=True)
class Digest:
    """Takes a log in pieces, cut anywhere, and keeps what may matter of it.

    Lines are handled in blocks, since one by one they would cost more than all else; where the
    pieces are cut changes nothing of what is kept. `start` counts lines that came before.
    """

    start: int = 0
    _head: bytearray = field(default_factory=bytearray)
    _telling: deque[tuple[int, bytes]] = field(default_factory=deque)
    _telling_size: int = 0
    _past: deque[_Block] = field(default_factory=deque)
    _past_size: int = 0
    _tail: deque[_Block] = field(default_factory=deque)
    _tail_size: int = 0
    _ended: int = 0
    _fresh: bytearray = field(default_factory=bytearray)
    _open: bytes = b""

    @property
    def kept(self) -> int:
        """How many bytes are kept."""
        gathered = len(self._head) + len(self._fresh) + len(self._open)
        return gathered + self._telling_size + self._past_size + self._tail_size

    def write(self, data: bytes) -> None:
        """Take more of the log."""
        end = data.rfind(b"\n") + 1
        if end:
            self._fresh += _cut_long(self._open + data[:end])
            self._open = b""
            if len(self._fresh) >= _BLOCK:
                self._settle()
        self._open += data[end:]
        if len(self._open) > 2 * _LONGEST:
            self._open = self._open[:_LONGEST] + self._open[-_LONGEST:]

    def log(self) -> Log:
        """Give what was kept so far, an unended last line included."""
        self._settle()
        self._look_back()
        kept = [*_Block(self.start + 1, bytes(self._head)).lines(), *self._middle_and_end()]
        if self._open:
            kept.append((self.start + self._ended + 1, _shortened(self._open)))
        return Log(
            lines=tuple(_clean(line) for _, line in kept),
            numbers=tuple(number for number, _ in kept),
            total=self.start + self._ended + bool(self._open),
        )

    def last(self, count: int) -> tuple[bytes, ...]:
        """Give the last lines as they were printed, each cut in its middle where it is long."""
        self._settle()
        parts, found = [], 0
        for data in (*(block.data for block in reversed(self._tail)), bytes(self._head)):
            parts.append(data)
            found += data.count(b"\n")
            if found >= count:
                break
        *lines, _ = b"".join(reversed(parts)).split(b"\n")
        return tuple((*lines, _shortened(self._open)) if self._open else lines)[-count:]

    def _settle(self) -> None:
        """Put the lines that were gathered where they belong."""
        data = bytes(self._fresh)
        self._fresh.clear()
        first = self.start + self._ended + 1
        self._ended += data.count(b"\n")
        if len(self._head) < _HEAD and data:
            end = data.find(b"\n", max(_HEAD - len(self._head) - 1, 0)) + 1 or len(data)
            self._head += data[:end]
            first += data.count(b"\n", 0, end)
            data = data[end:]
        if data:
            self._tail.append(_Block(first, data))
            self._tail_size += len(data)
        while self._tail and self._tail_size - len(self._tail[0].data) >= _TAIL:
            block = self._tail.popleft()
            self._tail_size -= len(block.data)
            self._past.append(block)
            self._past_size += len(block.data)
        if self._past_size > _LATER:
            self._look_back()

    def _look_back(self) -> None:
        """Keep the telling lines of what has left the tail.

        The newest first: where a log is full of such lines, the older ones need no look.
        """
        found: list[list[tuple[int, bytes]]] = []
        size = 0
        while self._past and size < _TELLING:
            found.append(list(_telling(self._past.pop())))
            size += sum(len(line) + 1 for _, line in found[-1])
        if self._past:
            self._telling, self._telling_size = deque(), 0
            self._past.clear()
        self._past_size = 0
        for lines in reversed(found):
            self._telling.extend(lines)
        self._telling_size += size
        while self._telling_size > _TELLING:
            self._telling_size -= len(self._telling.popleft()[1]) + 1

    def _middle_and_end(self) -> list[tuple[int, bytes]]:
        """Give telling lines and the end, cut at lines and not at blocks."""
        lines = [line for block in self._tail for line in block.lines()]
        over, at = self._tail_size - _TAIL, 0
        telling, size = list(self._telling), self._telling_size
        while over > 0:
            over -= len(lines[at][1]) + 1
            if any(word in lines[at][1] for word in _WORDS):
                telling.append(lines[at])
                size += len(lines[at][1]) + 1
            at += 1
        first = 0
        while size > _TELLING:
            size -= len(telling[first][1]) + 1
            first += 1
        return telling[first:] + lines[at:]


def digest_file(path: Path) -> Log:
    """Digest the log in a file. Raises OSError."""
    digest = Digest()
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            digest.write(data)
    return digest.log()


def digest_lines(lines: Iterable[str]) -> Log:
    """Digest lines that are at hand, without their line ends."""
    digest = Digest()
    for data in _encoded(lines):
        digest.write(data)
    return digest.log()


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    for line in lines:
        yield line.encode("utf-8", "replace") + b"\n"


def _telling(block: _Block) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a block that hold a telling word, with their numbers."""
    data, starts = block.data, set[int]()
    for word in _WORDS:
        at = data.find(word)
        while at >= 0:
            starts.add(data.rfind(b"\n", 0, at) + 1)
            at = data.find(word, data.find(b"\n", at))
    number, counted = block.first, 0
    for start in sorted(starts):
        number += data.count(b"\n", counted, start)
        counted = start
        yield number, data[start : data.find(b"\n", start)]


def _cut_long(data: bytes) -> bytes:
    """Shorten each line that is too long; looks at a few places only where none is."""
    at = 0
    while len(data) - at > _LONGEST:
        end = data.rfind(b"\n", at, at + _LONGEST + 1)
        if end < 0:
            *lines, _ = data.split(b"\n")
            return b"\n".join((*map(_shortened, lines), b""))
        at = end + 1
    return data


def _shortened(line: bytes) -> bytes:
    if len(line) <= _LONGEST:
        return line
    return line[: _LONGEST // 2] + b" ... " + line[-_LONGEST // 2 :]


def _clean(line: bytes) -> str:
    """Give what a terminal would have left to see of a line."""
    drawn = [part for part in line.split(b"\r") if part.strip()]
    return _ANSI.sub(b"", drawn[-1] if drawn else b"").decode("utf-8", "replace").rstrip()
