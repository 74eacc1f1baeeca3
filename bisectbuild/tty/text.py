"""Making hostile text safe and short enough for a terminal."""

from __future__ import annotations

import math
import re
import unicodedata

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
_ELLIPSIS = "…"


def visible(text: str) -> str:
    r"""Give the text with escape sequences dropped and other control characters spelled out.

    Line feeds and tabs stay; a carriage return keeps what was printed after it, as a terminal
    would show; bidi marks and the like are written as `\u202e`.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _ANSI.sub("", text)
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    return "\n".join("".join(map(_shown, line)) for line in lines)


def _shown(char: str) -> str:
    if char == "\t" or char.isprintable() or unicodedata.category(char) == "Zs":
        return char
    code = ord(char)
    if code < 0x100:  # noqa: PLR2004 - the last code that two hex digits can write
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - the same


def one_line(text: str, width: int) -> str:
    """Give the text on one line of at most `width` characters, cut with an ellipsis."""
    line = " ".join(visible(text).split())
    return line if len(line) <= width else line[: max(width - 1, 0)] + _ELLIPSIS


def seconds(value: float) -> str:
    """Write a duration as a person says it: `0.4s`, `12s`, `3m05s`."""
    if value < 10:  # noqa: PLR2004 - below ten seconds the tenth matters
        return f"{value:.1f}s"
    if value < 60:  # noqa: PLR2004 - a minute
        return f"{value:.0f}s"
    if not math.isfinite(value):
        return "?s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes}m{rest:02d}s"
