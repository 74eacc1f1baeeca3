"""Which here-documents an instruction opens, and where they end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bisectbuild.dockerfile.lexer import Reading, lex
from bisectbuild.dockerfile.words import json_items, split_flags, split_keyword

_OPENER: Final = re.compile(r"([0-9]*)<<(-?)([\t\n\f\r ]*)([^<]*)\Z")
_HOLDERS: Final = frozenset({"RUN", "COPY", "ADD"})
_WORDS: Final = Reading(keep_quotes=True, keep_escapes=True, keep_unset=True)
_BARE: Final = Reading(keep_unset=True)
_QUOTED: Final = Reading(keep_quotes=True, keep_unset=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """A word that opens a here-document.

    `spaced` tells that blanks stand between `<<` and the name, which opens one only since
    dockerfile 1.16 (2025).
    """

    name: str
    expand: bool
    strip_tabs: bool
    file_descriptor: int
    spaced: bool


def openers(text: str) -> tuple[Opener, ...]:
    """Find the here-documents that a joined, trimmed instruction opens, in their order.

    Only RUN, COPY and ADD open any, and ONBUILD of those; never in JSON form. Words are cut with
    the backslash as escape character whatever the directive says, and a text that cannot be cut
    opens none (BuildKit's parser.go, `heredocsFromLine`).
    """
    if "<<" not in text or not _may_hold(text):
        return ()
    lexed = lex(text, _WORDS)
    words = lexed.words if lexed else ()
    return tuple(opener for opener in map(_opener, words) if opener)


def _may_hold(text: str) -> bool:
    keyword, rest = split_keyword(text)
    flags_and_value = split_flags(rest)
    if keyword.upper() == "ONBUILD":
        keyword, rest = split_keyword(flags_and_value[1])
        flags_and_value = split_flags(rest)
    if keyword.upper() not in _HOLDERS:
        return False
    items = json_items(flags_and_value[1])
    return items is None or not all(isinstance(item, str) for item in items)


def _opener(word: str) -> Opener | None:
    match = _OPENER.match(word)
    if not match or not match[4]:
        return None
    bare, quoted = lex(match[4], _BARE), lex(match[4], _QUOTED)
    if not bare or not quoted or len(bare.words) != 1:
        return None
    return Opener(
        name=bare.words[0],
        expand=_quotes(bare.words[0]) == _quotes(quoted.text),
        strip_tabs=match[2] == "-",
        file_descriptor=int(match[1] or 0),
        spaced=bool(match[3]),
    )


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')


class Ends:
    """Finds end words among the physical lines, in linear time over a whole file.

    Looking far ahead for each end word that never comes would be quadratic; so the last place of
    every line is noted once, and a search starts only where it must succeed.
    """

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        self._last: dict[bool, dict[bytes, int]] = {}

    def find(self, opener: Opener, start: int) -> int | None:
        """Give the index of the end word's line at or after `start`, or None."""
        name = opener.name.encode("utf-8", "surrogateescape")
        last = self._last_places(strip_tabs=opener.strip_tabs)
        if last.get(name, -1) < start:
            return None
        at = start
        while _ending(self._lines[at], strip_tabs=opener.strip_tabs) != name:
            at += 1
        return at

    def _last_places(self, *, strip_tabs: bool) -> dict[bytes, int]:
        if strip_tabs not in self._last:
            self._last[strip_tabs] = {
                _ending(line, strip_tabs=strip_tabs): at for at, line in enumerate(self._lines)
            }
        return self._last[strip_tabs]


def _ending(line: bytes, *, strip_tabs: bool) -> bytes:
    line = line.rstrip(b"\r")
    return line.lstrip(b"\t") if strip_tabs else line
