"""Joins the parts of a list as shells do: `!` and `|` bind closer than `&&` and `||`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bisectbuild.script.parts import Kind, Tree

_LISTS: Final = {"&&": Kind.AND, "||": Kind.OR}
# The name of a redirection that sends errors where the output goes.
SAME: Final = "same"
SIGNS: Final = frozenset({"&&", "||", "|", "|&", "!"})


def joined(stream: Iterable[Tree | str]) -> Tree:
    """Join parts and the signs between them; a redirection belongs to the part before it."""
    found: Tree | None = None
    kind = Kind.AND
    pipe: list[Tree | str] = []
    for entry in stream:
        if isinstance(entry, str) and entry in _LISTS:
            found = _with(found, kind, _pipe(pipe))
            kind, pipe = _LISTS[entry], []
        else:
            pipe.append(entry)
    return _with(found, kind, _pipe(pipe))


def _with(left: Tree | None, kind: Kind, right: Tree) -> Tree:
    if left is None:
        return right
    return Tree(kind=kind, start=left.start, end=right.end, parts=(left, right))


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
    return replace(part, end=redirect.end, redirects=spans, quiet=quiet)
