"""The edits of a shell text: one command put in another's place, some put before all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from bisectbuild.fix.proposal import Edit, spliced
from bisectbuild.fix.worked import Piece
from bisectbuild.script.grammar import REDIRECTS, Command, Script, Token, read

_ASSIGNMENT: Final = frozenset({"variable_assignment"})
_INDENT: Final = re.compile(rb"[ \t]*")


def replaced(text: bytes, old: Command, piece: Piece, new: Command) -> tuple[Edit, ...]:
    """Put one command in another's place, changing no more words than differ."""
    if not piece.away:
        kinds = {token.kind for token in new.tokens}
        kept = frozenset(kind for kind in REDIRECTS | _ASSIGNMENT if kind not in kinds)
        before = tuple(token for token in old.tokens if token.kind not in kept)
        edits = tuple(_words(before, new.tokens, piece.text))
        if _gives(text, old, edits, _expected(old, new, kept)):
            return edits
    shown = piece.shown if piece.away else piece.text[new.start : new.end]
    return ((old.start, old.end, shown),)


def _expected(old: Command, new: Command, kept: frozenset[str]) -> list[bytes]:
    return sorted([*new.words, *(token.text for token in old.tokens if token.kind in kept)])


def _gives(text: bytes, old: Command, edits: tuple[Edit, ...], expected: list[bytes]) -> bool:
    moved = [(first - old.start, last - old.start, new) for first, last, new in edits]
    script = read(spliced(text[old.start : old.end], moved))
    return bool(script and script.single and sorted(script.single.words) == expected)


def _words(old: tuple[Token, ...], new: tuple[Token, ...], typed: bytes) -> Iterator[Edit]:
    words, others = [token.text for token in old], [token.text for token in new]
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        text = typed[new[first].start : new[last - 1].end] if first < last else b""
        if tag == "replace":
            yield old[low].start, old[high - 1].end, text
        elif tag == "insert" and low:
            yield old[low - 1].end, old[low - 1].end, b" " + text
        elif tag == "insert":
            yield old[0].start, old[0].start, text + b" "
        elif tag == "delete" and low:
            yield old[low - 1].end, old[high - 1].end, b""
        elif tag == "delete":
            yield old[0].start, old[high].start, b""


def put_before(
    text: bytes, script: Script, pieces: tuple[bytes, ...], start: int, *, line_end: bytes
) -> Edit:
    """Put commands before all others, behind a leading `set -e`.

    `line_end` is b"" where a command cannot stand on a line of its own.
    """
    at = max(start, script.settled)
    indent = _INDENT.match(text, at)
    if line_end:
        margin = indent[0] if indent and text[at - 1 : at] in {b"", b"\n"} else b""
        if script.settled and script.joint != b"\n":
            return at, at, b"".join(piece + script.joint + b" " for piece in pieces)
        return at, at, b"".join(margin + piece + line_end for piece in pieces)
    if script.settled:
        sign = b" && " if script.joint == b"&&" else script.joint.replace(b";", b"; ")
    else:
        sign = b" && " if script.chained else b" || exit; "
    return at, at, b"".join(piece + sign for piece in pieces)
