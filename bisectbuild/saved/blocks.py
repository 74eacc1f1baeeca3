"""Cutting a log into blocks of whole lines, and what is no text of a build taken out of them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

# A longer line comes in several blocks.
_LONGEST = 1024 * 1024
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# Colours and cursor moves, the titles of terminals, and Buildkite's times (`ESC _bk;t=1 BEL`).
_ESCAPE = re.compile(
    rb"(?:\x1b_|\x1b)?_?bk;t=\d+\x07|\x1b\[[0-?]*[ -/]*[@-~]"
    rb"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[()][0-9A-B]|\x1b[=>78@-Z\\]"
)
_SECTION = re.compile(rb"section_(?:start|end):\d+:[^\r\n]*\r*")
_RETURNS = re.compile(rb"\r+\n")
_GROUP = re.compile(
    rb"^((?:\S+ )?)(?:##\[(?:end)?(?:group|error|warning|notice|debug|command|section)\]"
    rb"|::(?:end)?(?:group|error|warning|notice|debug)[^:\n]*::)",
    re.MULTILINE,
)


def blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give the log in blocks that end at line ends, its own decorations taken off.

    UTF-16, as PowerShell's `>` writes it, becomes UTF-8. Memory holds one block and one line.
    """
    held = b""
    for data in _utf8(chunks):
        end = data.rfind(b"\n") + 1
        if end:
            yield cleaned(held + data[:end])
            held = data[end:]
        else:
            held += data
        if len(held) > _LONGEST:
            yield cleaned(held)
            held = b""
    if held:
        yield cleaned(held)


def cleaned(data: bytes) -> bytes:
    """Take out what terminals and CI put into a text, but for what stands before each line."""
    if b"\x1b" in data or b"bk;t=" in data:
        data = _ESCAPE.sub(b"", data)
    if b"\r" in data:
        if b"section_" in data:
            data = _SECTION.sub(b"", data)
        data = _RETURNS.sub(b"\n", data)
    if b"##[" in data or b"::" in data:
        data = _GROUP.sub(rb"\1", data)
    return data


def _utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    decoder: codecs.IncrementalDecoder | None = None
    is_first = True
    for chunk in chunks:
        data = chunk
        if is_first and data:
            is_first = False
            name = _UTF16.get(data[:2])
            decoder = codecs.getincrementaldecoder(name)("replace") if name else None
            data = data[2:] if name else data.removeprefix(codecs.BOM_UTF8)
        yield decoder.decode(data).encode() if decoder else data
