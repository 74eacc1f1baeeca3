"""Which step of one build is which of another, where lines were added, removed and changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice
from typing import Final, TypeAlias

from bisectbuild.postmortem import Step

Pair: TypeAlias = tuple[Step | None, Step | None]
# Two texts that share less than this are not the same step changed.
_ALIKE: Final = 0.4
# Letter by letter, thirty long RUNs against thirty took minutes: words are compared, and of a
# very long text only the first. Of very many steps each is held against fewer.
_WORDS: Final = 200
_COMPARED: Final = 10_000
_WORD: Final = re.compile(r"\w+")


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
    old = [*map(_words, before)]
    most = _COMPARED // max(len(after), 1) + 1
    at = 0
    for step in after:
        matcher = SequenceMatcher(None, (), _words(step), autojunk=False)
        near = range(at, min(at + most, len(before)))
        found = next((n for n in near if _akin(before[n], step) and _alike(matcher, old[n])), None)
        if found is None:
            yield None, step
            continue
        yield from ((gone, None) for gone in before[at:found])
        yield before[found], step
        at = found + 1
    yield from ((gone, None) for gone in before[at:])


def _words(step: Step) -> tuple[str, ...]:
    found = _WORD.finditer(step.trigger or step.source)
    return tuple(word[0] for word in islice(found, _WORDS))


def _akin(before: Step, after: Step) -> bool:
    return before.keyword == after.keyword and bool(before.trigger) == bool(after.trigger)


def _alike(matcher: SequenceMatcher[str], old: tuple[str, ...]) -> bool:
    """Tell whether texts share enough; the two quick answers are never less than the true one."""
    matcher.set_seq1(old)
    ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(ratio() >= _ALIKE for ratio in ratios)
