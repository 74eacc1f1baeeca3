"""How much memory a process took at its peak, as the kernel counts it."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_EVERY = 0.02
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_NOW = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)


@dataclass(slots=True)
class Peak:
    """Looks at a process and its descendants for as long as the block lasts. Bytes.

    `own` is the peak of the process alone, `tree` the largest sum seen over it and its
    descendants. wait4's ru_maxrss will not do: it takes in the parent's memory at the fork.
    """

    pid: int
    own: int = 0
    tree: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while True:
            self.own = max(self.own, _kilobytes(self.pid, _PEAK) * 1024)
            self.tree = max(self.tree, sum(_kilobytes(pid, _NOW) for pid in _tree(self.pid)) * 1024)
            if self._ended.wait(_EVERY):
                return


def _kilobytes(pid: int, what: re.Pattern[str]) -> int:
    """Read one value of a process; 0 where it is gone, or a zombie that has no memory."""
    try:
        found = what.search(Path(f"/proc/{pid}/status").read_text(errors="replace"))
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _tree(pid: int) -> tuple[int, ...]:
    """Give a process and its descendants."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue
    return tuple(found)
