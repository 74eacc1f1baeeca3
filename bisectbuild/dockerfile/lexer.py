"""Reading a text shell-wise as BuildKit does: quotes, escapes, `$NAME` and `${NAME…}`.

The rules are those of BuildKit's frontend/dockerfile/shell (v0.32): only `-`, `+`, `?`, `#`, `%`
and `/` modify a variable, and blanks after `<<` belong to the word that begins there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from bisectbuild.dockerfile.blanks import GO_SPACE

_NAME: Final = re.compile(r"[0-9]+|[@*#?$!-]|\w*")
_MODIFIERS: Final = frozenset("+-?#%")
_PATTERNS: Final = frozenset("#%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read: the escape character, what stays as written, and the variables' values.

    With `keep_unset` a variable without a value stays as written, else it reads as nothing.
    """

    escape: str = "\\"
    keep_quotes: bool = False
    keep_escapes: bool = False
    keep_unset: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexed:
    """A text after reading: as one string, and cut into words."""

    text: str
    words: tuple[str, ...]


class _UnreadableError(Exception):
    """The text breaks the shell's rules; told to callers as None."""


def lex(text: str, reading: Reading) -> Lexed | None:
    """Read a text; None where a quote or brace stays open or a modifier is not known."""
    try:
        whole, words = _Lexer(text, reading).until("", keep_escapes=reading.keep_escapes)
    except (_UnreadableError, RecursionError):
        return None
    return Lexed(text=whole, words=tuple(words))


class _Words:
    """Collects words: blanks end one, quoted text never does."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._parts: list[str] = []

    def raw(self, text: str) -> None:
        if text:
            self._parts.append(text)

    def blank(self) -> None:
        if self._parts:
            self._done.append("".join(self._parts))
            self._parts = []

    def spread(self, text: str) -> None:
        """Add an expanded text: its blanks cut words too."""
        for piece in _pieces().findall(text):
            if piece[0] in GO_SPACE:
                self.blank()
            else:
                self.raw(piece)

    def all(self) -> list[str]:
        self.blank()
        return self._done


class _Lexer:
    """One pass over one text."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text = text
        self.at = 0
        self.reading = reading
        self.keep_escapes = reading.keep_escapes

    def until(self, stop: str, *, keep_escapes: bool) -> tuple[str, list[str]]:
        """Read up to and past the stop character, or to the end where it is empty."""
        before, self.keep_escapes = self.keep_escapes, keep_escapes
        out: list[str] = []
        words = _Words()
        plain = _plain(self.reading.escape, stop)
        while True:
            run = plain.match(self.text, self.at)
            if run:
                self.at = run.end()
                out.append(run[0])
                words.spread(run[0])
            if self.at >= len(self.text):
                if stop:
                    raise _UnreadableError
                break
            if self.text[self.at] == stop:
                self.at += 1
                break
            self._special(out, words)
        self.keep_escapes = before
        return "".join(out), words.all()

    def _special(self, out: list[str], words: _Words) -> None:
        """Read what begins at a character with a meaning."""
        match self.text[self.at]:
            case "'":
                part = self._single()
            case '"':
                part = self._double()
            case "<":
                part = self._angle()
            case "$":
                part = self._dollar()
                words.spread(part)
                out.append(part)
                return
            case _:
                part = self._escaped()
        words.raw(part)
        out.append(part)

    def _escaped(self) -> str:
        """Read the escape character and what it protects; at the end it protects nothing."""
        start = self.at
        self.at += 2
        return self.text[start if self.keep_escapes else start + 1 : start + 2]

    def _angle(self) -> str:
        """Read `<`, or `<<` with the blanks behind it."""
        start = self.at
        self.at += 1
        if self.text.startswith("<", self.at):
            self.at += 1
            while self.text[self.at : self.at + 1] in {" ", "\t", "\r"}:
                self.at += 1
        return self.text[start : self.at]

    def _single(self) -> str:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise _UnreadableError
        start, self.at = self.at, end + 1
        return (
            self.text[start : self.at] if self.reading.keep_quotes else self.text[start + 1 : end]
        )

    def _double(self) -> str:
        out = ['"'] if self.reading.keep_quotes else []
        self.at += 1
        plain = _quoted(self.reading.escape)
        while True:
            run = plain.match(self.text, self.at)
            if run:
                self.at = run.end()
                out.append(run[0])
            match self.text[self.at : self.at + 1]:
                case "":
                    raise _UnreadableError
                case '"':
                    self.at += 1
                    if self.reading.keep_quotes:
                        out.append('"')
                    return "".join(out)
                case "$":
                    out.append(self._dollar())
                case _:
                    out.append(self._escaped_in_quotes())

    def _escaped_in_quotes(self) -> str:
        """Between double quotes only the quote, `$` and the escape character can be escaped."""
        escape, following = self.text[self.at], self.text[self.at + 1 : self.at + 2]
        self.at += 1
        if not following:
            return escape if self.keep_escapes else ""
        if following in {'"', "$", escape}:
            self.at += 1
            return escape + following if self.keep_escapes else following
        return escape + escape if self.keep_escapes else escape

    def _name(self) -> str:
        match = _NAME.match(self.text, self.at)
        name = match[0] if match else ""
        self.at += len(name)
        return name

    def _dollar(self) -> str:
        self.at += 1
        if not self.text.startswith("{", self.at):
            name = self._name()
            if not name:
                return "$"
            return self._value(name, f"${name}")
        self.at += 1
        if self.text[self.at : self.at + 1] in {"", "{", "}", ":"}:
            raise _UnreadableError
        name = self._name()
        sign = self.text[self.at : self.at + 1]
        self.at += 1
        if sign == "}":
            return self._value(name, f"${{{name}}}")
        if sign == "/":
            return self._replaced(name)
        return self._modified(name, sign)

    def _value(self, name: str, written: str) -> str:
        unset = written if self.reading.keep_unset else ""
        return self.reading.values.get(name, unset)

    def _modified(self, name: str, sign: str) -> str:
        """Apply `-`, `+` or `?`, with or without a colon; a pattern only where nothing is set."""
        colon = sign == ":"
        if colon:
            sign = self.text[self.at : self.at + 1]
            self.at += 1
        elif sign not in _MODIFIERS:
            raise _UnreadableError
        word, _ = self.until("}", keep_escapes=sign in _PATTERNS)
        value = self.reading.values.get(name)
        if value is None and self.reading.keep_unset:
            return f"${{{name}{':' * colon}{sign}{word}}}"
        missing = value is None or (colon and not value)
        match sign:
            case "-":
                return word if missing else value or ""
            case "+":
                return "" if missing else word
            case "?" if not missing:
                return value or ""
        raise _UnreadableError

    def _replaced(self, name: str) -> str:
        """Pass over `${NAME/pattern/text}`, which only counts where it stays as written."""
        double = "/" if self.text.startswith("/", self.at) else ""
        self.at += len(double)
        pattern, _ = self.until("/", keep_escapes=True)
        text, _ = self.until("}", keep_escapes=True)
        if name in self.reading.values or not self.reading.keep_unset:
            raise _UnreadableError
        return f"${{{name}/{pattern}/{text}}}"


@lru_cache
def _plain(escape: str, stop: str) -> re.Pattern[str]:
    return re.compile(f"[^'\"$<{re.escape(escape)}{re.escape(stop)}]+")


@lru_cache
def _quoted(escape: str) -> re.Pattern[str]:
    return re.compile(f'[^"${re.escape(escape)}]+')


@lru_cache
def _pieces() -> re.Pattern[str]:
    return re.compile(f"[{GO_SPACE}]+|[^{GO_SPACE}]+")
