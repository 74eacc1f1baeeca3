"""The here-documents of a shell text, and the text without them.

The grammar stumbles over what stands behind an opener (`<<E; x`, `<<E bash`, `<<E 2>&1 | x`), so
it is shown blanks in the place of opener and body, and every byte keeps its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_OPENER: Final = re.compile(
    rb"[0-9]*<<(-?)[ \t]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|(\\?[A-Za-z_][\w.-]*))"
)
_PLAIN: Final = re.compile(rb"[^\\'\"`#$<()\n0-9]+|[0-9]+(?!<<)")
_QUOTED: Final = re.compile(rb"'[^']*'?")
_BLANKS: Final = frozenset(b" \t\n;&|(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heredoc:
    """A here-document: the bytes of its opener, and of its body without the end word."""

    start: int
    end: int
    body: int
    body_end: int


def hide(text: bytes) -> tuple[bytes, tuple[Heredoc, ...]]:
    """Give the text with blanks for its here-documents, and where they were."""
    if b"<<" not in text:
        return text, ()
    shown = bytearray(text)
    found: list[Heredoc] = []
    waiting: list[tuple[int, int, bytes, bool]] = []
    at = 0
    scanner = _Scanner(text)
    while at < len(text):
        if text[at : at + 1] == b"\n" and waiting:
            at = _bodies(text, at, waiting, shown, found)
            waiting = []
            continue
        match = _OPENER.match(text, at) if scanner.may_open(at) else None
        if match:
            word = next(group for group in match.groups()[1:] if group)
            waiting.append((match.start(), match.end(), word.lstrip(b"\\"), bool(match[1])))
            at = match.end()
        else:
            at = scanner.step(at)
    return bytes(shown), tuple(found)


class _Scanner:
    """Steps over what is quoted; knows substitutions within double quotes."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._open: list[bytes] = []

    def may_open(self, at: int) -> bool:
        """Tell whether an opener can stand here."""
        text = self._text
        if self._open[-1:] in ([b'"'], [b"(("]) or text[at : at + 1] not in b"<0123456789":
            return False
        return text[at : at + 3] != b"<<<" and text[at - 1 : at] != b"<"

    def step(self, at: int) -> int:
        """Step over the next thing, and note what it opens or closes."""
        text, quoted = self._text, self._open[-1:] == [b'"']
        match text[at : at + 1]:
            case b"\\":
                return at + 2
            case b'"':
                self._open.pop() if quoted else self._open.append(b'"')
            case b"'" if not quoted:
                found = _QUOTED.match(text, at)
                return found.end() if found else at + 1
            case b"#" if not quoted and (at == 0 or text[at - 1] in _BLANKS):
                end = text.find(b"\n", at)
                return len(text) if end < 0 else end
            case b"$" if text[at : at + 3] == b"$((":
                self._open += [b"((", b"(("]
                return at + 3
            case b"$" if text[at : at + 2] == b"$(":
                self._open.append(b"(")
                return at + 2
            case b"(" if not quoted:
                self._open.append(b"(")
            case b")" if not quoted and self._open:
                self._open.pop()
        plain = None if quoted else _PLAIN.match(text, at)
        return plain.end() if plain else at + 1


def _bodies(
    text: bytes,
    at: int,
    waiting: list[tuple[int, int, bytes, bool]],
    shown: bytearray,
    found: list[Heredoc],
) -> int:
    """Blank the bodies that begin behind a line end; give where the text goes on."""
    start = at + 1
    for first, last, word, tabs in waiting:
        pattern = rb"^%s%s$" % (rb"\t*" if tabs else b"", re.escape(word))
        end = re.compile(pattern, re.MULTILINE).search(text, start)
        stop, past = (end.start(), end.end()) if end else (len(text), len(text))
        found.append(Heredoc(start=first, end=last, body=start, body_end=stop))
        shown[first:last] = b" " * (last - first)
        shown[start:past] = b" " * (past - start)
        start = min(past + 1, len(text))
    return max(start - 1, at + 1)
