"""Colours for text that is printed line by line; the live display has its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import IO, Literal, TypeAlias

Tone: TypeAlias = Literal["bad", "good", "dim", "strong", "mark"]
_CODES: dict[Tone, str] = {"bad": "31;1", "good": "32", "dim": "2", "strong": "1", "mark": "33"}


class Paint:
    """Colours text, or leaves it as it is where colours are off."""

    def __init__(self, *, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, tone: Tone) -> str:
        """Give the text in a tone."""
        return f"\x1b[{_CODES[tone]}m{text}\x1b[0m" if self.on and text else text


def wants_color(choice: str, stream: IO[str], environment: Mapping[str, str] = os.environ) -> bool:
    """Decide by `--color`, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"
