r"""What counts as a blank in a Dockerfile, which is Go's idea of it and not Python's.

BuildKit (v0.32, frontend/dockerfile/parser) trims with `unicode.IsSpace` and cuts words at
`[\t\v\f\r ]+`. Python's own strip also takes 0x1C to 0x1F, which no builder does.
"""

from __future__ import annotations

import re
from typing import Final

GO_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
ASCII_SPACE: Final = b"\t\n\v\f\r "
WORD_GAP: Final = re.compile(r"[\t\v\f\r ]+")
_FIRST_NON_ASCII: Final = 0x80


def trim_left(line: bytes) -> bytes:
    """Drop the leading blanks of a raw line, those outside ASCII included."""
    line = line.lstrip(ASCII_SPACE)
    if not line or line[0] < _FIRST_NON_ASCII:
        return line
    text = line.decode("utf-8", "surrogateescape").lstrip(GO_SPACE)
    return text.encode("utf-8", "surrogateescape")


def words_of(value: str) -> tuple[str, ...]:
    """Cut a trimmed value into words at ASCII blanks, as FROM and the shell form of COPY do."""
    return tuple(WORD_GAP.split(value)) if value else ()
