"""Which step of one build is which of another, where lines were added, removed and changed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from bisectbuild.postmortem import Step

Pair: TypeAlias = tuple[Step | None, Step | None]
# Two texts that share less than this are not the same step changed.
_ALIKE: Final = 0.4
_LONGEST: Final = 2000


def pairs(before: tuple[Step, ...], after: tuple[Step, ...]) -> tuple[Pair, ...]:
    """Pair the steps of two builds; one side is None for what was removed or added."""
    matcher = SequenceMatcher(None, [*map(_key, before)], [*map(_key, after)], autojunk=False)
    out: list[Pair] = []
    for word, a1, a2, b1, b2 in matcher.get_opcodes():
        if word == "equal":
            out.extend(zip(before[a1:a2], after[b1:b2], strict=True))
        else:
            out.extend(_replaced(before[a1:a2], after[b1:b2]))
    return tuple(out)


def same_text(before: Step, after: Step) -> bool:
    """Tell whether two steps do the same by their text; blanks at line ends do not count."""
    return _key(before)[1:] == _key(after)[1:]


def _key(step: Step) -> tuple[str, ...]:
    lines = (line.strip() for line in step.source.split("\n"))
    return step.stage, step.keyword, "\n".join(lines), step.trigger


def _replaced(before: tuple[Step, ...], after: tuple[Step, ...]) -> Iterator[Pair]:
    """Pair each later step with the next earlier one that is like it; the rest has no other."""
    at = 0
    for step in after:
        found = next((n for n in range(at, len(before)) if _alike(before[n], step)), None)
        if found is None:
            yield None, step
            continue
        yield from ((gone, None) for gone in before[at:found])
        yield before[found], step
        at = found + 1
    yield from ((gone, None) for gone in before[at:])


def _alike(before: Step, after: Step) -> bool:
    if before.keyword != after.keyword or bool(before.trigger) != bool(after.trigger):
        return False
    old, new = ((step.trigger or step.source)[:_LONGEST] for step in (before, after))
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= _ALIKE
