"""The command of a RUN as a shell text, whichever form it has, and writing it back as changed."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, Protocol

from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.fix.proposal import Edit, spliced
from bisectbuild.fix.region import Region, region
from bisectbuild.script.grammar import read
from bisectbuild.shell.command import json_words, traced

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SH: Final = ("/bin/sh", "-c")


class Target(Protocol):
    """A shell text that can be written back."""

    @property
    def text(self) -> bytes:
        """What the shell reads."""

    @property
    def lines(self) -> bool:
        """Whether commands stand on lines of their own."""

    @property
    def start(self) -> int:
        """Where the first command may stand."""

    def written(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
        """Give edits of the text as edits of the file, None where that cannot be."""


def find_target(dockerfile: Dockerfile, instruction: Instruction) -> Target | None:
    """Find what a RUN runs; None where it is nothing that a shell reads."""
    place = region(dockerfile, instruction)
    if place is None:
        return None
    words = json_words(instruction.value)
    if words is None:
        return _shell_form(place)
    strings = tuple((found.start(), found.end()) for found in _STRING.finditer(place.text))
    if len(strings) != len(words):
        return None
    at = next((n for n, word in enumerate(words) if word == "-c"), -2) + 1
    if 0 < at < len(words) and traced(words):
        text = words[at].encode("utf-8", "surrogateescape")
        return _Script(text=text, place=place, string=strings[at])
    return _Words(words=words, place=place, strings=strings)


def _shell_form(place: Region) -> Target | None:
    if not place.text.startswith(b"#!"):
        return _Text(place=place)
    first, _, rest = place.text.partition(b"\n")
    is_shell = re.search(rb"[/ ](?:ba|da|a|k|z)?sh\b", first) and rest
    return _Text(place=place, start=len(first) + 1) if is_shell else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The shell form, or the body of a heredoc."""

    place: Region
    start: int = 0

    @property
    def text(self) -> bytes:
        """What the shell reads."""
        return self.place.text

    @property
    def lines(self) -> bool:
        """Whether commands stand on lines of their own."""
        return self.place.lines

    def written(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
        """Give edits of the text as edits of the file, None where that cannot be."""
        return _all(tuple(self.place.place(*edit) for edit in edits))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    """The exec form of `sh -c TEXT`; `string` is where TEXT stands in the array."""

    text: bytes
    place: Region
    string: tuple[int, int]
    lines: bool = False
    start: int = 0

    def written(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
        """Give edits of the text as edits of the file, None where that cannot be."""
        new = _json(spliced(self.text, edits).decode("utf-8", "surrogateescape"))
        return _all((self.place.place(*self.string, new),))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The exec form of a program and its arguments."""

    words: tuple[str, ...]
    place: Region
    strings: tuple[tuple[int, int], ...]
    lines: bool = False
    start: int = 0
    text: bytes = field(init=False)

    def __post_init__(self) -> None:
        text = shlex.join(self.words).encode("utf-8", "surrogateescape")
        object.__setattr__(self, "text", text)

    def written(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
        """Give edits of the text as edits of the file, None where that cannot be."""
        text = spliced(self.text, edits)
        script = read(text)
        only = script.single if script else None
        literals = [token.literal for token in only.tokens] if only else [None]
        words = [literal for literal in literals if literal is not None]
        if len(words) == len(literals):
            return self._replaced(words)
        shell = (*_SH, text.decode("utf-8", "surrogateescape"))
        whole = (self.strings[0][0], self.strings[-1][1])
        return _all((self.place.place(*whole, b", ".join(map(_json, shell))),))

    def _replaced(self, words: list[str]) -> tuple[Edit, ...] | None:
        gaps = [self.place.text[end:start] for (_, end), (start, _) in pairwise(self.strings)]
        gap = gaps[-1] if gaps else b", "
        edits = []
        matcher = SequenceMatcher(None, self.words, words, autojunk=False)
        for tag, low, high, first, last in matcher.get_opcodes():
            new = gap.join(_json(word) for word in words[first:last])
            if tag == "replace":
                edits.append((self.strings[low][0], self.strings[high - 1][1], new))
            elif tag == "insert" and low:
                edits.append((self.strings[low - 1][1], self.strings[low - 1][1], gap + new))
            elif tag == "insert":
                edits.append((self.strings[0][0], self.strings[0][0], new + gap))
            elif tag == "delete" and low:
                edits.append((self.strings[low - 1][1], self.strings[high - 1][1], b""))
            elif tag == "delete":
                return None
        return _all(tuple(self.place.place(*edit) for edit in edits))


def _json(word: str) -> bytes:
    return json.dumps(word, ensure_ascii=False).encode("utf-8", "surrogateescape")


def _all(edits: tuple[Edit | None, ...]) -> tuple[Edit, ...] | None:
    found = tuple(edit for edit in edits if edit is not None)
    return found if len(found) == len(edits) else None
