"""The commands of a shell text one after another, and the text with only the first of them.

A shell does not stop at every failure: behind `;` it goes on, within `&&` it leaves out the rest.
A text that is cut short must end as the whole one would have gone on, so what follows a cut is
told from what stood there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from bisectbuild.script.heredocs import hide
from bisectbuild.script.parts import Kind, Tree
from bisectbuild.script.tree import tree

# The shell went on after the list, or after any failure within a chain of `&&`.
_GOES_ON: Final = b"; :"
_FAILS_QUIETLY: Final = b" || :"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One command of a text, at its bytes, and what stands behind it where it is the last one."""

    start: int
    end: int
    ending: bytes


def parts(text: bytes) -> tuple[Part, ...]:
    """Cut a shell text at the `&&`, `;` and new lines of its own list; () where it cannot be read.

    What stands before a `||`, and what runs in the background, stays with what follows: cut
    there, the text would end where it went on, or end what it began. Groups, subshells, loops and
    conditions are one command.
    """
    root = tree(text)
    if root is None:
        return ()
    listed = root.kind is Kind.LIST and len(root.parts) > 1
    elements = root.parts if listed else (root,)
    found: list[Part] = []
    begun: int | None = None
    for number, element in enumerate(elements, start=1):
        for part in _of_element(text, element, last=number == len(elements)):
            start = part.start if begun is None else begun
            begun = start if element.kind is Kind.BACKGROUND else None
            found.append(replace(part, start=start))
        if begun is not None and number < len(elements):
            found.pop()
    return tuple(found)


def kept_bodies(text: bytes, part: Part) -> tuple[bytes, int]:
    """Give the heredocs that stand behind the line on which a part ends but belong before it.

    Gives their bodies with their end words, as one text, and how many there are.
    """
    _, heredocs = hide(text)
    kept = [doc for doc in heredocs if doc.start < part.end <= doc.body]
    if not kept:
        return b"", 0
    end = text.find(b"\n", kept[-1].body_end)
    return text[kept[0].body : len(text) if end < 0 else end], len(kept)


def _of_element(text: bytes, element: Tree, *, last: bool) -> Iterator[Part]:
    """Cut a chain at each `&&` behind which there is no `||`; anything else is one part."""
    ending = b"" if last else _GOES_ON
    if element.kind is Kind.CHAIN:
        alternatives = [at for at, sign in enumerate(element.signs) if sign == "||"]
        first = alternatives[-1] + 1 if alternatives else 0
        start = _start(text, element.parts[0])
        within = b"" if last else _FAILS_QUIETLY
        for part, following in pairwise(element.parts[first:]):
            yield Part(start=start, end=part.end, ending=within)
            start = _start(text, following)
    else:
        start = _start(text, element)
    yield Part(start=start, end=element.end, ending=ending)


def _start(text: bytes, part: Tree) -> int:
    """Give where a part begins, the `!` that turns it round included."""
    return text.rfind(b"!", 0, part.start) if part.kind is Kind.NOT else part.start
