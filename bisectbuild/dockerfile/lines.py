"""How bytes become physical lines, and when a line is a comment or goes on in the next one."""

from __future__ import annotations

from itertools import accumulate
from typing import Final

from bisectbuild.dockerfile.blanks import trim_left

MARK: Final = b"\xef\xbb\xbf"


def split_lines(data: bytes) -> tuple[list[bytes], tuple[int, ...]]:
    r"""Cut at `\n` and nowhere else.

    Gives the lines without their `\n` (a `\r` stays) and the byte offset at which each begins,
    followed by the length of the data.
    """
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    starts[-1] = len(data)
    return lines, tuple(starts)


def is_comment(line: bytes) -> bool:
    """Tell whether the first non-blank of a line is `#`."""
    return trim_left(line).startswith(b"#")


def continued(line: bytes, escape: bytes) -> bytes | None:
    r"""Give what a line contributes if it goes on in the next line, else None.

    A line goes on when its last non-blank is a lone escape character: since BuildKit v0.9 a line
    that ends in two of them is complete. The blanks before the escape character stay.
    """
    body = line.rstrip(b" \t")
    if not body.endswith(escape) or body[-2:-1] == escape:
        return None
    return body[:-1]
