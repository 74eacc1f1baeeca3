"""Reading a text as the lines of a shell: where each command ends, and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What editors put before a text to say that it is UTF-8.
MARK = "\ufeff"
_LINE = re.compile(r"[^\n]*")
# All that goes on to the line's end, over the ends of lines that are quoted.
_WHOLE = re.compile(r"""(?:[^\\'"\n]++|\\.|'[^']*+'|"(?:[^\\"]|\\.)*+")*+""", re.DOTALL)
# The standard library's `shlex` takes minutes for one long word.
_PIECE = re.compile(
    r"""(?P<space>[ \t\r\n]+)|(?P<plain>[^\\'" \t\r\n]+)|\\(?P<one>.)"""
    r"""|'(?P<single>[^']*)'|"(?P<double>(?:[^\\"]|\\.)*+)\"""",
    re.DOTALL,
)
_ESCAPED = re.compile(r"""\\(["\\])""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of a text: the number of its first line, where it begins, its own text.

    `closed` is False where it opens a quote that nothing closes; `text` then ends before that.
    """

    line: int
    at: int
    text: str
    closed: bool = True


def commands(text: str) -> Iterator[Command]:
    """Give the commands of a text; comments and blank lines are passed over.

    A quoted word may go over several lines. Nothing follows a command that is not closed.
    """
    at, number = len(text) - len(text.removeprefix(MARK)), 1
    while at < len(text):
        line = _first(_LINE, text, at)
        if not line.strip() or line.lstrip().startswith("#"):
            at, number = at + len(line) + 1, number + 1
            continue
        whole = _first(_WHOLE, text, at)
        end = at + len(whole)
        closed = end == len(text) or text[end] == "\n"
        yield Command(line=number, at=at, text=whole, closed=closed)
        if not closed:
            return
        at, number = end + 1, number + whole.count("\n") + 1


def words_of(command: str) -> list[str]:
    """Split a closed command into its words, as a shell does."""
    found: list[str] = []
    word: list[str] | None = None
    for piece in _PIECE.finditer(command):
        if piece.lastgroup == "space":
            found += [] if word is None else ["".join(word)]
            word = None
            continue
        part = piece[piece.lastgroup or 0]
        word = [] if word is None else word
        word.append(_ESCAPED.sub(r"\1", part) if piece.lastgroup == "double" else part)
    return found if word is None else [*found, "".join(word)]


def without_torn_end(text: str) -> str:
    """Drop what was cut short at the end, by a full disk or the loss of power.

    A line without its end may be half of another word, and a disk may give NULs for what it lost.
    """
    whole = text.rstrip("\0")
    whole = whole[: whole.rfind("\n") + 1]
    return next((whole[: found.at] for found in commands(whole) if not found.closed), whole)


def _first(pattern: re.Pattern[str], text: str, at: int) -> str:
    found = pattern.match(text, at)
    return found[0] if found else ""
