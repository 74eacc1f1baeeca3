"""Joins the parts of a list as shells do: `!` and `|` bind closer than `&&` and `||`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bisectbuild.script.parts import Kind, Tree

_LISTS: Final = frozenset({"&&", "||"})
# The name of a redirection that sends errors where the output goes.
SAME: Final = "same"
SIGNS: Final = _LISTS | {"|", "|&", "!"}


def joined(stream: Iterable[Tree | str]) -> Tree:
    """Join parts and the signs between them; a redirection belongs to the part before it."""
    parts: list[Tree] = []
    signs: list[str] = []
    pipe: list[Tree | str] = []
    for entry in stream:
        if isinstance(entry, str) and entry in _LISTS:
            parts.append(_pipe(pipe))
            signs.append(entry)
            pipe = []
        else:
            pipe.append(entry)
    parts.append(_pipe(pipe))
    if not signs:
        return parts[0]
    start, end = parts[0].start, parts[-1].end
    return Tree(kind=Kind.CHAIN, start=start, end=end, parts=tuple(parts), signs=tuple(signs))


def _pipe(stream: list[Tree | str]) -> Tree:
    """Join by pipes; what one `!` turns round is the whole pipe."""
    parts: list[Tree] = []
    for entry in stream:
        if isinstance(entry, str):
            continue
        if entry.kind is Kind.REDIRECT and parts:
            parts[-1] = _extended(parts[-1], entry)
        else:
            parts.append(entry)
    found = parts[0]
    if len(parts) > 1:
        found = Tree(kind=Kind.PIPE, start=found.start, end=parts[-1].end, parts=tuple(parts))
    if stream.count("!") % 2:
        return replace(found, kind=Kind.NOT, parts=(found,), before=())
    return found


def _extended(part: Tree, redirect: Tree) -> Tree:
    """Give a part with one more redirection: `> x 2>&1` takes the errors along."""
    follows = redirect.name == SAME and bool(part.redirects)
    spans = (*part.redirects, (redirect.start, redirect.end))
    quiet = part.quiet or redirect.quiet or follows
    writes = part.writes or redirect.writes
    return replace(part, end=redirect.end, redirects=spans, quiet=quiet, writes=writes)
