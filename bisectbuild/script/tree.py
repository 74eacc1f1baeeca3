"""Reads a shell text into a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from bisectbuild.script.grammar import REDIRECTS, Command, Piece, pieces
from bisectbuild.script.heredocs import Heredoc, hide
from bisectbuild.script.joints import SAME, SIGNS, joined
from bisectbuild.script.parts import Kind, Tree

_SUBSTITUTIONS: Final = frozenset({"command_substitution", "process_substitution"})
_HOLES: Final = _SUBSTITUTIONS | {
    "simple_expansion", "expansion", "arithmetic_expansion", "ansi_c_string", "translated_string",
}  # fmt: skip
_ENDS: Final = frozenset(
    {";", "\n", ";;", ";&", ";;&", "comment", "{", "}", "(", ")", "do", "done"}
)
_FLAT: Final = frozenset({"list", "pipeline", "redirected_statement", "negated_command"})


def tree(text: bytes) -> Tree | None:
    """Read a shell text; None where it breaks the grammar or holds no command."""
    shown, heredocs = hide(text)
    root = pieces(shown)
    if root is None:
        return None
    found = _Reader(text, heredocs).list_of(root.parts)
    return found if any(True for _ in found.commands()) else None


class _Reader:
    """Turns the grammar's nodes into ours."""

    def __init__(self, text: bytes, heredocs: tuple[Heredoc, ...]) -> None:
        self._text = text
        self._heredocs = heredocs

    def list_of(self, parts: tuple[Piece, ...]) -> Tree:
        """Read commands that stand one after another."""
        found: list[Tree] = []
        for piece in parts:
            if piece.kind == "&" and found:
                last = found.pop()
                found.append(replace(last, kind=Kind.BACKGROUND, parts=(last,), before=()))
            elif piece.kind not in _ENDS and piece.start < piece.end:
                found.append(self.read(piece))
        if len(found) == 1:
            return found[0]
        start, end = (found[0].start, found[-1].end) if found else (0, 0)
        return Tree(kind=Kind.LIST, start=start, end=end, parts=tuple(found))

    def read(self, piece: Piece) -> Tree:
        """Read one node."""
        if piece.command is not None:
            return self._command(piece, piece.command)
        if piece.kind in _FLAT:
            return joined(self._flat(piece))
        if piece.kind == "compound_statement" and piece.parts[0].kind == "((":
            return self._command(piece, None)
        reader = _READERS.get(piece.kind)
        return reader(self, piece) if reader else self._command(piece, None)

    def group(self, piece: Piece) -> Tree:
        """Read commands in braces."""
        return self._tree(Kind.LIST, piece, (self.list_of(piece.parts),))

    def subshell(self, piece: Piece) -> Tree:
        """Read commands in parentheses, a substitution's too."""
        return self._tree(Kind.SUBSHELL, piece, (self.list_of(piece.parts[1:-1]),))

    def condition(self, piece: Piece) -> Tree:
        """Read an if."""
        return self._if(piece, piece.parts)

    def while_loop(self, piece: Piece) -> Tree:
        """Read a while or an until."""
        cut = _at(piece.parts, {"do_group"})
        parts = (self.list_of(piece.parts[1:cut]), self.list_of(piece.parts[cut].parts))
        return replace(self._tree(Kind.WHILE, piece, parts), name=piece.parts[0].kind)

    def for_loop(self, piece: Piece) -> Tree:
        """Read a for or a select."""
        cut = _at(piece.parts, {"do_group", "compound_statement"})
        words, body = piece.parts[:cut], piece.parts[cut]
        return self._tree(Kind.FOR, piece, (self.list_of(body.parts),), words)

    def case(self, piece: Piece) -> Tree:
        """Read a case."""
        arms = [part.parts for part in piece.parts if part.kind == "case_item"]
        bodies = tuple(self.list_of(arm[_at(arm, {")"}) + 1 :]) for arm in arms)
        return self._tree(Kind.CASE, piece, bodies, piece.parts[:2])

    def function(self, piece: Piece) -> Tree:
        """Read the definition of a function."""
        name = next(part for part in piece.parts if part.kind == "word")
        body = next(part for part in piece.parts if part.parts or part.command)
        text = self._text[name.start : name.end].decode(errors="surrogateescape")
        return replace(self._tree(Kind.FUNCTION, piece, (self.read(body),)), name=text)

    def _tree(
        self,
        kind: Kind,
        piece: Piece,
        parts: tuple[Tree, ...],
        before: tuple[Piece, ...] = (),
    ) -> Tree:
        words = replace(piece, parts=before)
        inner = tuple(self._substitutions(words))
        return Tree(kind=kind, start=piece.start, end=piece.end, parts=parts, before=inner)

    def _flat(self, piece: Piece) -> Iterator[Tree | str]:
        """Give the parts and the signs of a list: the grammar at times nests them wrongly."""
        left = [piece]
        while left:
            part = left.pop()
            if part.command is None and part.kind in _FLAT:
                left.extend(reversed(part.parts))
            elif part.kind in SIGNS:
                yield part.kind
            elif part.kind in REDIRECTS:
                yield self._redirect(part)
            elif part.kind not in _ENDS:
                yield self.read(part)

    def _redirect(self, piece: Piece) -> Tree:
        text = self._text[piece.start : piece.end].replace(b" ", b"")
        same = text == b"2>&1"
        return Tree(
            kind=Kind.REDIRECT,
            start=piece.start,
            end=piece.end,
            name=SAME if same else "",
            quiet=not same and text.startswith((b"2>", b"&>")),
            writes=b">" in text and b">&" not in text and b"/dev/" not in text,
        )

    def _if(self, piece: Piece, parts: tuple[Piece, ...]) -> Tree:
        """Read an if, or the elif that stands for an if in the else."""
        then = _at(parts, {"then"})
        rest = _at(parts, {"elif_clause", "else_clause", "fi"})
        found = [self.list_of(parts[1:then]), self.list_of(parts[then + 1 : rest])]
        clause = parts[rest] if rest < len(parts) else piece
        if clause.kind == "elif_clause":
            found.append(self._if(clause, (*clause.parts, *parts[rest + 1 :])))
        elif clause.kind == "else_clause":
            found.append(self.list_of(clause.parts[1:]))
        return self._tree(Kind.IF, piece, tuple(found))

    def _command(self, piece: Piece, command: Command | None) -> Tree:
        start, end, heredocs = self._with_openers(piece)
        redirects = tuple(_within(piece, REDIRECTS))
        spans = [(part.start, part.end) for part in redirects]
        spans += [(heredoc.start, heredoc.end) for heredoc in heredocs]
        return Tree(
            kind=Kind.COMMAND,
            start=start,
            end=end,
            parts=tuple(self._substitutions(piece)),
            command=command,
            name="" if command else piece.kind,
            holes=tuple((part.start, part.end) for part in _within(piece, _HOLES)),
            redirects=tuple(spans),
            heredocs=heredocs,
            writes=command is not None and command.writes,
        )

    def _with_openers(self, piece: Piece) -> tuple[int, int, tuple[Heredoc, ...]]:
        """Give where a command begins and ends, the heredocs before and behind it included."""
        start, end = piece.start, piece.end
        own = [heredoc for heredoc in self._heredocs if start <= heredoc.start < end]
        for heredoc in self._heredocs:
            if heredoc.start >= end and not self._text[end : heredoc.start].strip(b" \t\\\n"):
                end = heredoc.end
                own.append(heredoc)
        for heredoc in reversed(self._heredocs):
            if heredoc.end <= start and not self._text[heredoc.end : start].strip(b" \t"):
                start = heredoc.start
                own.append(heredoc)
        return start, end, tuple(own)

    def _substitutions(self, piece: Piece) -> Iterator[Tree]:
        return (self.read(part) for part in _within(piece, _SUBSTITUTIONS))


def _within(piece: Piece, kinds: frozenset[str]) -> Iterator[Piece]:
    """Give the outermost nodes of some kinds within one, in the order of the text."""
    for part in piece.parts:
        if part.kind in kinds:
            yield part
        else:
            yield from _within(part, kinds)


def _at(parts: tuple[Piece, ...], kinds: set[str]) -> int:
    return next((at for at, part in enumerate(parts) if part.kind in kinds), len(parts))


_READERS: Final[Mapping[str, Callable[[_Reader, Piece], Tree]]] = {
    "subshell": _Reader.subshell,
    "command_substitution": _Reader.subshell,
    "process_substitution": _Reader.subshell,
    "if_statement": _Reader.condition,
    "while_statement": _Reader.while_loop,
    "for_statement": _Reader.for_loop,
    "c_style_for_statement": _Reader.for_loop,
    "case_statement": _Reader.case,
    "function_definition": _Reader.function,
    "compound_statement": _Reader.group,
    "do_group": _Reader.group,
}
