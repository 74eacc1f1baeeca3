"""What a wrapped command prints: passed on at once, harmless to the service, and kept."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bisectbuild.ci.guard import Guard
from bisectbuild.cli.ci.saying import put

_NAMES = {1: "stdout.log", 2: "stderr.log"}
# So much of each stream is kept from its beginning, and at least so much of its end.
_HEAD = 64 * 1024 * 1024
_TAIL = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a command printed, as far as it was kept, in order.

    `anything` tells whether it printed at all, `lost` whether something could not be kept.
    """

    logs: tuple[str, ...]
    anything: bool
    lost: bool


@dataclass(slots=True)
class _Kept:
    """One stream on disk: its beginning, and two pieces that take turns at holding its end."""

    folder: Path
    name: str
    file: IO[bytes] | None = None
    size: int = 0
    piece: int = 0
    lost: bool = False

    def write(self, data: bytes) -> None:
        """Write what came; a disk that is full costs the diagnosis, and not the build."""
        try:
            if self.file is None:
                # Unbuffered: of a log that ends in a crash every byte counts.
                self.file = (self.folder / f"{self.piece}-{self.name}").open("wb", buffering=0)
            # A disk that becomes full takes a part.
            self.lost |= self.file.write(data) != len(data)
        except OSError:
            self.lost = True
        self.size += len(data)
        if self.size > (_TAIL if self.piece else _HEAD):
            self._turn()

    def _turn(self) -> None:
        """Begin the next piece; of the pieces behind the first, only the last two stay."""
        self.close()
        old = self.piece - 1
        if old > 0:
            with contextlib.suppress(OSError):
                (self.folder / f"{old}-{self.name}").unlink(missing_ok=True)
        self.piece += 1
        self.size = 0

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()
            self.file = None


@dataclass(slots=True)
class Tee:
    """Hears a command, as engines.passthrough has it. Close it in the end."""

    folder: Path
    _guards: dict[int, Guard] = field(init=False)
    _kept: dict[int, _Kept] = field(init=False)
    _heard: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Make a guard and a file for each stream."""
        first = Guard()
        # Where both streams end in one pipe a marker may lie across them.
        self._guards = {1: first, 2: first if _are_one() else Guard()}
        self._kept = {
            stream: _Kept(folder=self.folder, name=name) for stream, name in _NAMES.items()
        }

    def hear(self, data: bytes, stream: int) -> bool:
        """Pass bytes on, then keep them; tell whether somebody still reads that stream."""
        self._heard |= bool(data)
        is_read = put(stream, self._guards[stream].feed(data))
        self._kept[stream].write(data)
        return is_read

    def close(self) -> None:
        """Close the files."""
        for kept in self._kept.values():
            kept.close()

    def logs(self) -> tuple[str, ...]:
        """Name what was kept (see `logs_in`)."""
        return logs_in(self.folder)

    def printed(self) -> Printed:
        """Tell what was heard; a command may also remove what was kept."""
        logs = self.logs()
        lost = any(kept.lost for kept in self._kept.values()) or (self._heard and not logs)
        return Printed(logs=logs, anything=self._heard, lost=lost)


def logs_in(folder: Path) -> tuple[str, ...]:
    """Name what a tee kept there: standard output, then standard error, the pieces in order."""
    files = (sorted(folder.glob(f"*-{name}"), key=_piece) for name in _NAMES.values())
    return tuple(str(file) for stream in files for file in stream)


def _piece(file: Path) -> int:
    """Give the number of a piece: the tenth follows the ninth, not the first."""
    number = file.name.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def _are_one() -> bool:
    """Tell whether our standard output and error are the same file."""
    with contextlib.suppress(OSError):
        return os.path.sameopenfile(1, 2)
    return False
