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
_CHUNK: Final = 256 * 1024
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


@dataclass(slots=True)
class Digest:
    """Takes a log in pieces, cut anywhere, and keeps what may matter of it."""

    _head: list[tuple[int, bytes]] = field(default_factory=list)
    _telling: deque[tuple[int, bytes]] = field(default_factory=deque)
    _tail: deque[tuple[int, bytes]] = field(default_factory=deque)
    _sizes: dict[str, int] = field(default_factory=lambda: {"head": 0, "telling": 0, "tail": 0})
    _count: int = 0
    _open: bytes = b""

    def write(self, data: bytes) -> None:
        """Take more of the log."""
        *ended, rest = data.split(b"\n")
        for line in ended:
            self._line(self._open + line)
            self._open = b""
        self._open += rest
        if len(self._open) > 2 * _LONGEST:
            self._open = self._open[:_LONGEST] + self._open[-_LONGEST:]

    def log(self) -> Log:
        """Give what was kept so far, an unended last line included."""
        kept = [*self._head, *self._telling, *self._tail]
        if self._open:
            kept.append((self._count + 1, _shortened(self._open)))
        return Log(
            lines=tuple(_clean(line) for _, line in kept),
            numbers=tuple(number for number, _ in kept),
            total=self._count + bool(self._open),
        )

    def _line(self, line: bytes) -> None:
        self._count += 1
        line = _shortened(line)
        if self._sizes["head"] < _HEAD:
            self._sizes["head"] += len(line) + 1
            self._head.append((self._count, line))
            return
        self._tail.append((self._count, line))
        self._sizes["tail"] += len(line) + 1
        while self._sizes["tail"] > _TAIL:
            number, old = self._tail.popleft()
            self._sizes["tail"] -= len(old) + 1
            if any(word in old for word in _WORDS):
                self._tell(number, old)

    def _tell(self, number: int, line: bytes) -> None:
        self._telling.append((number, line))
        self._sizes["telling"] += len(line) + 1
        while self._sizes["telling"] > _TELLING:
            self._sizes["telling"] -= len(self._telling.popleft()[1]) + 1


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


def _shortened(line: bytes) -> bytes:
    if len(line) <= _LONGEST:
        return line
    return line[: _LONGEST // 2] + b" ... " + line[-_LONGEST // 2 :]


def _clean(line: bytes) -> str:
    """Give what a terminal would have left to see of a line."""
    drawn = [part for part in line.split(b"\r") if part.strip()]
    return _ANSI.sub(b"", drawn[-1] if drawn else b"").decode("utf-8", "replace").rstrip()
