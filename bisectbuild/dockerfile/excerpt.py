"""Showing lines of a Dockerfile with their numbers and a caret, hostile characters made visible."""

from __future__ import annotations

import unicodedata
from typing import Final

from bisectbuild.dockerfile.lines import MARK
from bisectbuild.dockerfile.model import Dockerfile, Span

_TAB: Final = "    "
_WIDTH: Final = 160
_MOST_LINES: Final = 8
_PICTURES: Final = 0x2400
_DELETE: Final = 0x7F
_FIRST_PRINTABLE: Final = 0x20
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_CUT: Final = "…"


def visible(text: str) -> str:
    """Make control and format characters visible, so that no terminal obeys them."""
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return _TAB
    if code < _FIRST_PRINTABLE:
        return chr(_PICTURES + code)
    if code == _DELETE:
        return "␡"
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - where surrogateescape puts foreign bytes
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if unicodedata.category(character) in _HIDDEN else character


def line_text(dockerfile: Dockerfile, line: int) -> str:
    """Give one physical line, 1-based, without its line end and without a byte-order mark."""
    starts = dockerfile.line_starts
    raw = dockerfile.data[starts[line - 1] : starts[line]].rstrip(b"\r\n")
    return (raw.removeprefix(MARK) if line == 1 else raw).decode("utf-8", "surrogateescape")


def excerpt(dockerfile: Dockerfile, span: Span, *, column: int = 0, width: int = 1) -> str:
    """Show the lines of a span, a caret line under the first where a column is given.

    `column` is 1-based in characters of the first line. Long lines and long spans are cut short.
    """
    shown: list[str] = []
    last = min(span.end, len(dockerfile.line_starts) - 1)
    for line in range(span.start, last + 1):
        if len(shown) > _MOST_LINES:
            shown.append(f"     | {_CUT}")
            break
        text = line_text(dockerfile, line)
        marked = column if line == span.start else 0
        first = max(0, marked + width - _WIDTH)
        shown.append(f"{line:4} | {_clip(text, first)}".rstrip())
        if marked:
            shown.append(_caret(text, first, marked, width))
    return "\n".join(shown)


def _clip(text: str, first: int) -> str:
    before = _CUT if first else ""
    behind = _CUT if len(text) > first + _WIDTH else ""
    return before + visible(text[first : first + _WIDTH]) + behind


def _caret(text: str, first: int, column: int, width: int) -> str:
    before = len(visible(text[first : column - 1])) + bool(first)
    marked = len(visible(text[column - 1 : column - 1 + min(width, _WIDTH)]))
    return f"     | {' ' * before}{'^' * max(1, marked)}"
