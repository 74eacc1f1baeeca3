"""A text to look for in a log: a pattern compiled late, behind words that are found fast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bisectbuild.trace.digest import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where a signature stands. `line` is the whole first line of it, `number` that line's."""

    match: re.Match[str]
    line: str
    number: int

    def __getitem__(self, group: str | int) -> str:
        """Give a group of the pattern, "" where it took no part."""
        return self.match[group] or ""


class Signature:
    """A pattern (MULTILINE, over the kept lines joined by line feeds) and its words.

    The pattern is only tried where one of the `words` is in the log, so each match must hold one
    of them; without words it is tried always.
    """

    def __init__(self, pattern: str, *words: str, flags: int = 0) -> None:
        self._source, self._flags = pattern, flags | re.MULTILINE
        self.words = words

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first needed."""
        return re.compile(self._source, self._flags)

    def hits(self, log: Log) -> Iterator[Hit]:
        """Give every place in the order of the log."""
        if self.words and not any(word in log.text for word in self.words):
            return
        for match in self.pattern.finditer(log.text):
            at = log.position(match.start())
            if 0 <= at < len(log.lines):
                yield Hit(match=match, line=log.lines[at], number=log.numbers[at])

    def first(self, log: Log) -> Hit | None:
        """Give the first place."""
        return next(self.hits(log), None)

    def last(self, log: Log) -> Hit | None:
        """Give the last place."""
        found = None
        for hit in self.hits(log):
            found = hit
        return found

    def within(self, text: str) -> re.Match[str] | None:
        """Search a text that is no log: a builder's message, an instruction."""
        return self.pattern.search(text)
