"""The parts of one joined instruction: its keyword, its flags, its words, its JSON form."""

from __future__ import annotations

import json
import math
import re
from typing import Final, NoReturn

from bisectbuild.dockerfile.blanks import GO_SPACE, WORD_GAP
from bisectbuild.dockerfile.model import Flag

_FLAG_PIECE: Final = re.compile(
    rf"""(?P<plain>[^\\'"{GO_SPACE}]+)|\\(?P<escaped>.)|(?P<last>\\\Z)"""
    r"""|'(?P<single>(?:[^'\\]|\\.)*)(?:'|\\?\Z)|"(?P<double>(?:[^"\\]|\\.)*)(?:"|\\?\Z)""",
    re.DOTALL,
)
_UNESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


def split_keyword(text: str) -> tuple[str, str]:
    """Cut a trimmed instruction into its first word as written and the rest."""
    parts = WORD_GAP.split(text, maxsplit=1)
    return parts[0], parts[1].strip(GO_SPACE) if len(parts) > 1 else ""


def split_flags(value: str) -> tuple[tuple[Flag, ...], str]:
    """Cut leading `--flags` off a value; a bare `--` ends them and is dropped.

    Quotes vanish and a backslash protects one character, whatever `# escape=` says: BuildKit's
    split_command.go (to v0.32) knows the backslash only.
    """
    flags: list[Flag] = []
    at, size = 0, len(value)
    while value.startswith("--", at):
        word, at = _flag_word(value, at)
        if word == "--":
            break
        name, sign, text = word.removeprefix("--").partition("=")
        flags.append(Flag(name=name, value=text if sign else None))
        while at < size and value[at] in GO_SPACE:
            at += 1
    return tuple(flags), value[at:].strip(GO_SPACE)


def _flag_word(value: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    while match := _FLAG_PIECE.match(value, at):
        at = match.end()
        kind = match.lastgroup
        text = match[kind] if kind and kind != "last" else ""
        parts.append(_UNESCAPE.sub(r"\1", text) if kind in {"single", "double"} else text)
    return "".join(parts), at


def pair_words(value: str, escape: str) -> tuple[str, ...]:
    """Cut the value of ENV, LABEL or ARG into words, quotes and escapes left as written.

    The rules of BuildKit's `parseWords` (line_parsers.go): blanks end a word unless quoted or
    escaped; an open quote runs to the end; a lone escape character at the end is dropped.
    """
    sign = re.escape(escape)
    piece = re.compile(
        rf"""[^{sign}'"{GO_SPACE}]+|{sign}.|'[^']*'?|"(?:[^"{sign}]|{sign}.)*(?:"|\Z)""", re.DOTALL
    )
    words: list[str] = []
    at, size = 0, len(value)
    while at < size:
        while at < size and value[at] in GO_SPACE:
            at += 1
        start = at
        while match := piece.match(value, at):
            at = match.end()
        if at > start:
            words.append(value[start:at])
        if at < size and value[at] not in GO_SPACE:
            at += 1  # a lone escape character at the end
    return tuple(words)


def json_items(value: str) -> tuple[object, ...] | None:
    """Give the items of a JSON array, or None where the value is no JSON array.

    Builders then take the value for a shell command (line_parsers.go, `parseMaybeJSON`).
    """
    value = value.strip(GO_SPACE)
    if not value.startswith("["):
        return None
    try:
        items = json.loads(value, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return tuple(items)


def _finite(number: str) -> float:
    """Go takes a number beyond float64 for a fault in the JSON, Python for infinity."""
    value = float(number)
    return value if math.isfinite(value) else _refuse(number)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
