"""The trace in what a wrapped step prints, kept apart so that no long output crowds it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from bisectbuild.shell.tracing import marks
from bisectbuild.trace.digest import Digest, Log

# Lines behind one of the trace that may hold the rest of it, where output tore it apart.
_BEHIND: Final = 6


@dataclass(slots=True)
class Trail:
    """Takes the lines of a step."""

    _own: Digest = field(default_factory=Digest)
    _all: Digest = field(default_factory=Digest)
    _near: int = 0
    _marked: bool = False

    def take(self, line: bytes) -> None:
        """Take one line, without its end."""
        if marks(line.decode(errors="replace")):
            self._near, self._marked = _BEHIND, True
        if self._near:
            self._near -= 1
            self._own.write(line + b"\n")
        self._all.write(line + b"\n")

    def log(self) -> Log:
        """Give the lines of the trace; all lines where none of them is marked."""
        return (self._own if self._marked else self._all).log()
