"""Finds what a shell reads of a RUN: its value, a heredoc's body, the text in an exec form."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import Final

from bisectbuild.blame.settings import Settings
from bisectbuild.blame.source import Source
from bisectbuild.blame.words import is_shell
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.reach import base_stages
from bisectbuild.dockerfile.variables import global_values
from bisectbuild.fix.region import Region, region
from bisectbuild.shell.command import json_words

_SHEBANG: Final = re.compile(rb"#!\s*(\S+)([^\n]*)\n")
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WITH_TEXT: Final = re.compile(r"-[A-Za-z]*c\Z")


def source_of(dockerfile: Dockerfile, instruction: Instruction) -> Source | None:
    """Find what a RUN runs; None where it is no RUN, or nothing stands there."""
    place = region(dockerfile, instruction) if instruction.keyword == "RUN" else None
    if place is None or not place.text.strip():
        return None
    shell = shell_words(dockerfile, instruction)
    settings = Settings().after(shell[1:])
    source = Source(text=place.text, lines=_lines(dockerfile, place), settings=settings)
    words = json_words(instruction.value)
    if words is not None:
        return _exec_form(source, words)
    if shell and not is_shell(shell[0]):
        return replace(source, opaque=True)
    script = _SHEBANG.match(place.text) if place.lines else None
    return source if script is None else _script(source, script)


def shell_words(dockerfile: Dockerfile, instruction: Instruction) -> tuple[str, ...]:
    """Give the words of the SHELL in force, () where the file sets none."""
    if instruction.stage is None:
        return ()
    stage = dockerfile.stages[instruction.stage]
    last = instruction.index
    values = global_values(dockerfile, {})
    for _ in dockerfile.stages:
        shells = [e for e in stage.instructions if e.keyword == "SHELL" and e.index < last]
        if shells:
            return json_words(shells[-1].value) or ()
        bases = base_stages(dockerfile, stage, values)
        if not bases:
            break
        stage = bases[0]
        last = stage.instructions[-1].index + 1
    return ()


def _lines(dockerfile: Dockerfile, place: Region) -> tuple[int, ...]:
    starts = dockerfile.line_starts
    found: list[int] = []
    line = bisect_right(starts, place.offsets[0]) if place.offsets else 1
    for offset in place.offsets:
        while offset >= 0 and line < len(starts) - 1 and starts[line] <= offset:
            line += 1
        found.append(line)
    return tuple(found)


def _exec_form(source: Source, words: tuple[str, ...]) -> Source:
    """Find the text that an exec form hands to a shell."""
    shell = next((n for n, word in enumerate(words) if is_shell(word)), len(words))
    options = (n for n, word in enumerate(words) if n > shell and _WITH_TEXT.match(word))
    at = next(options, len(words)) + 1
    strings = tuple(_STRING.finditer(source.text))
    if at >= len(words) or len(strings) != len(words):
        return replace(source, opaque=True, traced=False)
    text = words[at].encode("utf-8", "surrogateescape")
    begin = strings[at].start() + 1
    raw = strings[at][0][1:-1]
    settings = Settings().after(words[shell + 1 : at])
    if raw == text:
        return source.within(tuple(range(begin, begin + len(text))), settings)
    # Escapes in the JSON: near enough for lines, which a string seldom has many of.
    places = tuple(min(begin + n, strings[at].end() - 1) for n in range(len(text)))
    return source.within(places, settings, text)


def _script(source: Source, shebang: re.Match[bytes]) -> Source:
    """Give a heredoc's body that a program of its own choice reads."""
    words = tuple(f"{shebang[1].decode()} {shebang[2].decode()}".split())
    at = next((n for n, word in enumerate(words) if is_shell(word)), None)
    if at is None:
        return replace(source, opaque=True, traced=False)
    places = tuple(range(shebang.end(), len(source.text)))
    return source.within(places, Settings().after(words[at + 1 :]))
