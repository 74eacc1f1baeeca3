"""Words of the shell that lead elsewhere: what leaves it, what handles its end."""

from __future__ import annotations

from typing import Final

from bisectbuild.blame.graph import Junction, State
from bisectbuild.script.parts import Tree
from bisectbuild.script.tree import tree

NEVER: Final = 20.0


def leave_with(
    state: State, words: tuple[str | None, ...], leave: tuple[Junction, Junction]
) -> None:
    """Link `exit` and `return`: the status is their own, or that of a command before."""
    state.ok, state.fail = leave
    if words and words[0] is not None:
        state.gives_up = words[0].strip("0") != ""
        state.passes, state.fails = (NEVER, 0.0) if state.gives_up else (0.0, NEVER)
    else:
        state.carries, state.rescues = True, ()


def handler_of(trap: Tree) -> Tree | None:
    """Read the handler among the words of a `trap`, at its place in the text."""
    tokens = [token for token in (trap.command.tokens if trap.command else ()) if token.literal]
    if len(tokens) < 2:  # noqa: PLR2004 - the word trap and its handler
        return None
    text = (tokens[1].literal or "").encode(errors="surrogateescape")
    at = tokens[1].text.find(text)
    return tree(b" " * (tokens[1].start + at) + text) if at >= 0 else None
