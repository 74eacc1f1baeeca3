"""Parts of an instruction, written again for a text of ours: its bytes, its flags."""

from __future__ import annotations

import json
import re
from typing import Final

from bisectbuild.dockerfile.cut import end_of_words
from bisectbuild.dockerfile.model import Dockerfile, Flag, Instruction

_KEYWORD: Final = re.compile(rb"[^A-Za-z]*[A-Za-z]+")
_QUOTED: Final = re.compile(r"""([\\'"\s])""")


def own_bytes(dockerfile: Dockerfile, instruction: Instruction) -> bytes:
    """Give the bytes of a RUN, ended by a line feed.

    One that the end of the file cuts off in the midst loses its last escape character.
    """
    data, starts = dockerfile.data, dockerfile.line_starts
    start, end = starts[instruction.span.start - 1], starts[instruction.span.end]
    if not instruction.heredocs:
        end = end_of_words(dockerfile, instruction)
    return data[start:end].rstrip(b"\r\n") + b"\n"


def with_flag(instruction: bytes, flag: str) -> bytes:
    """Put one more flag right behind the keyword."""
    match = _KEYWORD.match(instruction)
    at = match.end() if match else 0
    return instruction[:at] + f" {flag}".encode() + instruction[at:]


def flag_word(flag: Flag) -> str:
    """Write a flag again; what BuildKit would take for a sign of its own is escaped."""
    word = f"--{flag.name}" if flag.value is None else f"--{flag.name}={flag.value}"
    return _QUOTED.sub(r"\\\1", word)


def line(text: str) -> bytes:
    """Give a line of a Dockerfile; bytes of the person's file that are no UTF-8 are kept."""
    return text.encode("utf-8", "surrogateescape") + b"\n"


def json_form(words: tuple[str, ...]) -> str:
    """Write words in the exec form, such that no builder sees a here-document in them."""
    return json.dumps(words).replace("<", "\\u003c")
