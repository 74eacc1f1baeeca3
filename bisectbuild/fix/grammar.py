"""The commands in a shell text, by the grammar of tree-sitter-bash; the only module that knows it.

Dockerfiles are written for sh and bash; what another shell means by a text is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_APART = frozenset({"command_substitution", "process_substitution", "function_definition"})
_CHAINS = frozenset({"program", "list", "command", "redirected_statement", "&&"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One simple command. `start` and `end` are byte offsets; `words` as written."""

    text: str
    start: int
    end: int
    words: tuple[str, ...]

    @property
    def program(self) -> str:
        """The word that names the program, "" for assignments alone."""
        return self.words[0] if self.words else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A shell text read. `is_chain` tells whether `&&` is all that stands between its commands."""

    commands: tuple[Command, ...]
    is_chain: bool
    is_clear: bool


def read_script(text: bytes) -> Script:
    """Read a shell text; `is_clear` is false where the grammar finds a fault or a remark in it."""
    from tree_sitter import Language, Parser  # noqa: PLC0415 - slow to import
    from tree_sitter_bash import language  # noqa: PLC0415 - the same

    root = Parser(Language(language())).parse(text).root_node
    nodes = list(_walk(root))
    kinds = {
        child.type for node in nodes if node.type in {"program", "list"} for child in node.children
    }
    return Script(
        commands=tuple(_command(node, text) for node in nodes if node.type == "command"),
        is_chain=kinds <= _CHAINS,
        is_clear=not root.has_error and "comment" not in {node.type for node in nodes},
    )


def _walk(node: Node) -> Iterator[Node]:
    """Give a node and those below it that the text itself runs, in their order."""
    yield node
    for child in node.children:
        if child.type not in _APART:
            yield from _walk(child)


def _command(node: Node, text: bytes) -> Command:
    words = tuple(
        _text(text, child)
        for child in node.children
        if child.is_named and child.type != "variable_assignment"
    )
    return Command(text=_text(text, node), start=node.start_byte, end=node.end_byte, words=words)


def _text(text: bytes, node: Node) -> str:
    return text[node.start_byte : node.end_byte].decode("utf-8", "surrogateescape")
