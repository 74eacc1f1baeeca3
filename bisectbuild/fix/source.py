"""The shell text of a RUN where it stands in the file, byte for byte in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.shell.command import is_body_alone

_HEAD: Final = re.compile(rb"[ \t]*\w+(?:\s|\\\n)+(?:--\S+(?:\s|\\\n)+)*")
_COMMENT: Final = re.compile(rb"(?m)^[ \t]*#[^\n]*\n|^[ \t]*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`text` stands at byte `offset` of the file; what the shell does not see is blank in it."""

    text: bytes
    offset: int


def source_of(dockerfile: Dockerfile, instruction: Instruction) -> Source:
    """Give what the shell of a RUN in shell form reads, every byte where it is in the file."""
    starts = dockerfile.line_starts
    if is_body_alone(instruction):
        span = instruction.heredocs[0].span
        first, end = starts[span.start - 1], starts[span.end - 1]
        return Source(text=dockerfile.data[first:end].replace(b"\r\n", b" \n"), offset=first)
    first, end = starts[instruction.span.start - 1], starts[instruction.span.end]
    text = _continued(dockerfile.data[first:end], dockerfile.escape.encode())
    body = (
        text[: starts[instruction.heredocs[0].span.start - 1] - first]
        if instruction.heredocs
        else text
    )
    seen = _COMMENT.sub(_blank, body) + text[len(body) :]
    head = _HEAD.match(seen)
    size = head.end() if head else 0
    return Source(text=b" " * size + seen[size:], offset=first)


def _continued(text: bytes, escape: bytes) -> bytes:
    r"""Write each continuation as `\` and a line end, without changing any offset."""
    text = text.replace(escape + b"\r\n", b" \\\n")
    return text.replace(escape + b"\n", b"\\\n").replace(b"\r\n", b" \n")


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " * len(match[0])
