"""The shell text of a RUN with the physical line of each of its bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from bisectbuild.blame.settings import PLAIN, Settings

_CONTINUED: Final = re.compile(r"\s*\\\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that a shell reads; `lines` are the physical lines of its bytes, 1-based.

    `traced` tells that the step's own shell reads it, whose trace the state after it shows.
    `opaque` tells that no shell reads it.
    """

    text: bytes
    lines: tuple[int, ...] = field(repr=False)
    settings: Settings = PLAIN
    traced: bool = True
    opaque: bool = False

    def line(self, start: int) -> int:
        """Give the physical line of a byte."""
        return self.lines[min(start, len(self.lines) - 1)]

    def shown(self, start: int, end: int) -> str:
        """Give a part as written, its lines joined with one blank where they had any."""
        shown = ""
        for part in self._parts(start, end):
            gap = " " if shown and (shown[-1:].isspace() or part[:1].isspace()) else ""
            shown = part if not shown else shown.rstrip(" \t") + gap + part.lstrip(" \t")
        return _CONTINUED.sub(" ", shown)

    def _parts(self, start: int, end: int) -> list[str]:
        """Cut a part where the builder joined lines."""
        joints = [
            at
            for at, (before, after) in enumerate(pairwise(self.lines[start:end]), start + 1)
            if before != after and self.text[at - 1 : at] != b"\n"
        ]
        cuts = (start, *joints, end)
        return [self.text[a:b].decode("utf-8", "replace") for a, b in pairwise(cuts)]

    def within(self, places: tuple[int, ...], settings: Settings, text: bytes = b"") -> Source:
        """Give a part that another shell reads: its bytes, or a text for them, by their places."""
        return Source(
            text=text or bytes(self.text[place] for place in places),
            lines=tuple(self.lines[place] for place in places),
            settings=settings,
            traced=False,
        )
