"""A shell text as a tree of what runs after what: lists, conditions, pipes, loops, functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bisectbuild.script.grammar import Command
from bisectbuild.script.heredocs import Heredoc


class Kind(StrEnum):
    """What a part of a shell text is."""

    COMMAND = "command"
    LIST = "list"
    CHAIN = "chain"
    NOT = "not"
    PIPE = "pipe"
    SUBSHELL = "subshell"
    IF = "if"
    FOR = "for"
    WHILE = "while"
    CASE = "case"
    FUNCTION = "function"
    BACKGROUND = "background"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A part of a shell text at its bytes, and its own parts in the order of the text.

    CHAIN is joined by `signs`, `&&` and `||`, one fewer than it has parts. IF has condition, body
    and, where written, what runs else; WHILE condition and body, and the word for it as `name`;
    FUNCTION its body and its name; CASE one part for each arm. The parts of a COMMAND are its
    substitutions, and so are the `before` of other kinds (the words of a `for`). `holes` are the
    bytes of a COMMAND that the shell replaces, `redirects` those that a trace does not show.
    `quiet` tells that the errors of the part, and so a trace, go elsewhere, `writes` that its
    output goes into a file.
    """

    kind: Kind
    start: int
    end: int
    parts: tuple[Tree, ...] = ()
    before: tuple[Tree, ...] = ()
    command: Command | None = None
    name: str = ""
    signs: tuple[str, ...] = ()
    holes: tuple[tuple[int, int], ...] = ()
    redirects: tuple[tuple[int, int], ...] = ()
    heredocs: tuple[Heredoc, ...] = ()
    quiet: bool = False
    writes: bool = False

    def commands(self) -> Iterator[Tree]:
        """Give all simple commands within, those of substitutions before their own."""
        left: list[tuple[Tree, bool]] = [(self, False)]
        while left:
            part, ready = left.pop()
            if ready:
                yield part
                continue
            if part.kind is Kind.COMMAND:
                left.append((part, True))
            left.extend((inner, False) for inner in reversed((*part.before, *part.parts)))
