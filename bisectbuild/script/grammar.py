"""The commands of a shell text with their places; the only module that knows tree-sitter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_SIMPLE: Final = frozenset(
    {"command", "declaration_command", "variable_assignment", "unset_command", "test_command"}
)
REDIRECTS: Final = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})
# Statements that `&&` takes for one.
_WHOLE: Final = frozenset(
    {"pipeline", "subshell", "negated_command", "compound_statement", "if_statement"}
    | {"case_statement", "for_statement", "c_style_for_statement", "while_statement"}
)
_NOT_LITERAL: Final = frozenset("*?[]{}~$`\\!")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word of a command as it is written, at its bytes. `kind` is the grammar's word for it."""

    start: int
    end: int
    text: bytes
    kind: str
    literal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A simple command with its redirections, at its bytes."""

    start: int
    end: int
    kind: str
    tokens: tuple[Token, ...]

    @property
    def words(self) -> tuple[bytes, ...]:
        """The words as written, assignments and redirections included."""
        return tuple(token.text for token in self.tokens)

    @property
    def plain(self) -> tuple[str, ...]:
        """The program and its arguments, without assignments and redirections."""
        skipped = {"variable_assignment"} if self.kind == "command" else set[str]()
        left = (token for token in self.tokens if token.kind not in skipped | REDIRECTS)
        return tuple(token.text.decode(errors="surrogateescape") for token in left)

    @property
    def writes(self) -> bool:
        """Whether its output goes into a file."""
        redirects = (token.text for token in self.tokens if token.kind == "file_redirect")
        files = (text for text in redirects if b">" in text and b">&" not in text)
        return any(b"/dev/" not in text for text in files)

    @property
    def assigned(self) -> tuple[str, ...]:
        """The names that it gives values to."""
        texts = (token.text for token in self.tokens if token.kind == "variable_assignment")
        return tuple(text.partition(b"=")[0].decode(errors="replace") for text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A shell text, read.

    `single` is its only command, where it is nothing else; `chain` are its commands where they
    are joined by `&&` alone, `pipe` where by `|` alone. `chained` tells that nothing weaker than
    `&&` joins it. `settled` is where the text
    goes on after a leading `set -e` and its separator, which is then `joint`; 0 without.
    """

    commands: tuple[Command, ...]
    single: Command | None
    chained: bool
    chain: tuple[Command, ...]
    pipe: tuple[Command, ...]
    has_comment: bool
    settled: int
    joint: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One node of the grammar's own tree, at its bytes; `command` where it is a simple command."""

    kind: str
    start: int
    end: int
    parts: tuple[Piece, ...]
    command: Command | None = None


def pieces(text: bytes) -> Piece | None:
    """Give the grammar's tree of a shell text; None where the text breaks the grammar."""
    root = _parser().parse(text).root_node
    return None if root.has_error else _piece(root)


def _piece(root: Node) -> Piece:
    """Copy a tree without recursion: long lists are nested as deep as they are long."""
    made: dict[int, Piece] = {}
    left: list[tuple[Node, str, bool]] = [(root, "", False)]
    while left:
        node, within, ready = left.pop()
        if not ready:
            left.append((node, within, True))
            left.extend((child, node.type, False) for child in node.children)
            continue
        made[node.id] = Piece(
            kind=node.type,
            start=node.start_byte,
            end=node.end_byte,
            parts=tuple(made[child.id] for child in node.children),
            command=_command(node) if _is_command(node, within) else None,
        )
    return made[root.id]


def read(text: bytes) -> Script | None:
    """Read a shell text; None where it is none."""
    root = _parser().parse(text).root_node
    if root.has_error or not root.named_child_count:
        return None
    nodes = list(_walk(root))
    statements = [node for node in root.named_children if node.type != "comment"]
    only = statements[0] if len(statements) == 1 else None
    settled, joint = _settled(root, text)
    return Script(
        commands=tuple(_command(node) for node, within in nodes if _is_command(node, within)),
        single=_command(only)
        if only and _is_command(only, root.type) and not _in_background(root)
        else None,
        chained=only is not None and _is_chain(only) and not _in_background(root),
        chain=_joined(only, "list", "&&") if only else (),
        pipe=_joined(only, "pipeline", "|") if only else (),
        has_comment=any(node.type == "comment" for node, _ in nodes),
        settled=settled,
        joint=joint,
    )


@cache
def _parser() -> Parser:
    from tree_sitter import Language, Parser  # noqa: PLC0415 - slow to import
    from tree_sitter_bash import language  # noqa: PLC0415 - the same

    return Parser(Language(language()))


def _walk(root: Node) -> Iterator[tuple[Node, str]]:
    """Give a node and all below it, in the order of the text, each with what it stands within."""
    left = [(root, "")]
    while left:
        node, within = left.pop()
        yield node, within
        left.extend((child, node.type) for child in reversed(node.children))


def _is_command(node: Node, within: str) -> bool:
    """Tell whether a node is a simple command, or one with its redirections.

    `within` is its parent's type, "" for none: a node's own way to it is walked down from the root.
    """
    if node.type == "redirected_statement":
        body = node.child_by_field_name("body")
        return body is not None and body.type in _SIMPLE
    if node.type not in _SIMPLE or not within:
        return False
    return within != "redirected_statement" and not (
        node.type == "variable_assignment" and within in {"command", "declaration_command"}
    )


def _command(node: Node) -> Command:
    body = node.child_by_field_name("body") if node.type == "redirected_statement" else node
    assert body is not None  # noqa: S101 - _is_command saw it
    parts = body.children if body.child_count and body.type != "variable_assignment" else [body]
    rest = [child for child in node.children if child.type in REDIRECTS] if body != node else []
    return Command(
        start=node.start_byte,
        end=node.end_byte,
        kind=body.type,
        tokens=tuple(_token(part) for part in (*parts, *rest)),
    )


def _token(node: Node) -> Token:
    text = node.text or b""
    return Token(
        start=node.start_byte,
        end=node.end_byte,
        text=text,
        kind=node.type,
        literal=_literal(node, text.decode(errors="surrogateescape")),
    )


def _literal(node: Node, text: str) -> str | None:
    """Give what a word stands for, None where a shell would have to find that out."""
    if node.type == "command_name" and node.child_count == 1:
        return _literal(node.children[0], text)
    if node.type in {"word", "number"}:
        return None if _NOT_LITERAL & set(text) else text
    if node.type == "raw_string":
        return text[1:-1]
    if node.type == "string":
        return None if set("$`\\!") & set(text) else text[1:-1]
    return None


def _is_chain(root: Node) -> bool:
    left = [root]
    while left:
        node = left.pop()
        if node.type == "list":
            if [child.type for child in node.children if not child.is_named] != ["&&"]:
                return False
            left.extend(node.named_children)
        elif not (_is_command(node, "list") or node.type in _WHOLE):
            return False
    return True


def _joined(node: Node, kind: str, sign: str) -> tuple[Command, ...]:
    """Give the commands that one sign joins, () where there is more between them."""
    if node.type != kind:
        return ()
    found: list[Command] = []
    left = list(reversed(node.children))
    while left:
        child = left.pop()
        if child.type == kind:
            left.extend(reversed(child.children))
        elif _is_command(child, kind):
            found.append(_command(child))
        elif child.type != sign:
            return ()
    return tuple(found)


def _in_background(root: Node) -> bool:
    return any(child.type == "&" for child in root.children)


def _settled(root: Node, text: bytes) -> tuple[int, bytes]:
    """Find where a text goes on after a leading `set -e`, and what it is joined with."""
    first = root.children[0]
    while first.type == "list":
        first = first.children[0]
    words = (first.text or b"").split()
    if first.type != "command" or words[:1] != [b"set"]:
        return 0, b""
    if not any(word.startswith(b"-") and b"e" in word for word in words[1:]):
        return 0, b""
    after = text[first.end_byte :].lstrip(b" \t")
    joint = next((sign for sign in (b"&&", b";", b"\n") if after.startswith(sign)), b"")
    rest = after.removeprefix(joint).lstrip()
    return (len(text) - len(rest), joint) if joint and rest else (0, b"")
