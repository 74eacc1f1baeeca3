"""How the ready-made questions write: titles as typed, words quoted, one line of what was seen."""

from __future__ import annotations

import re
import shlex
from typing import Final

from bisectbuild.errors import UsageError

# $1 a sentence. What a terminal would act on is not passed on; the first 300 characters will do.
SAY: Final = r"""say() { printf '%.300s' "$1" | $BB tr '\001-\037\177' ' '; echo; }
good() { say "$1"; exit 0; }
bad() { say "$1"; exit 1; }
skip() { say "$1"; exit 125; }
"""
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def typed(option: str, *words: str) -> str:
    """Give an option and its words as they would be typed, on one line."""
    return one_line(" ".join((option, *map(shlex.quote, words))))


def one_line(text: str) -> str:
    """Write what a terminal would act on, line ends among it, as Python does."""
    return _UNPRINTABLE.sub(lambda found: repr(found[0])[1:-1], text)


def quoted(text: str, what: str) -> str:
    """Quote a word for a shell. Raises UsageError for one that no process can be given."""
    if not text or "\0" in text:
        raise UsageError(f"{what} cannot be {text!r}.", hint="Name it as it stands in the image.")
    return shlex.quote(text)
