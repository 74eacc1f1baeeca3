"""A command that was found within a shell text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bisectbuild.script.parts import Tree

# The most that is said of a command that something speaks against: not even half sure.
DOUBTED: Final = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The command, a confidence between 0 and 1, and the reason as a sentence."""

    tree: Tree
    confidence: float
    why: str
