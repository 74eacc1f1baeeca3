"""Whether one command was typed in place of another."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Final

from bisectbuild.script.grammar import Command

_PROGRAM: Final = 0.7
_OPERAND: Final = 0.6
_NEAR: Final = 0.8


def likeness(old: Command, new: Command) -> float:
    """Tell how likely `new` is `old` mended: 0 for not at all, 1 for the same."""
    if old.words == new.words:
        return 1.0
    before, after = old.plain, new.plain
    if old.kind != new.kind or not before or not after or not _may_replace(before, after):
        return 0.0
    return min(ratio(" ".join(before), " ".join(after)), 0.99) or 0.01


def shares_an_operand(old: Command, new: Command) -> bool:
    """Tell whether two commands of different programs are about the same thing."""
    names = [{PurePosixPath(word).name for word in _operands(c.plain, 1)} for c in (old, new)]
    return bool(names[0] & names[1])


def ratio(first: str, second: str) -> float:
    """Tell how much of two texts is the same, 0 to 1."""
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _may_replace(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    if not _same_program(old[0], new[0]):
        return False
    before, after = _operands(old, 1), _operands(new, 1)
    # `npm ci` may be mended into `npm install`; `apt-get install git` never into `apt-get update`.
    if len(before) <= 1 or not after:
        return bool(after) or len(before) <= 1
    kept = sum(any(ratio(word, other) >= _NEAR for other in after) for word in before[1:])
    return ratio(before[0], after[0]) >= _OPERAND or kept * 2 >= len(before) - 1


def _same_program(old: str, new: str) -> bool:
    return ratio(PurePosixPath(old).name, PurePosixPath(new).name) >= _PROGRAM


def _operands(words: tuple[str, ...], start: int) -> list[str]:
    return [word for word in words[start:] if not word.startswith("-")]
