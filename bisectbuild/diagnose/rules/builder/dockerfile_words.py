"""What a parse error of a Dockerfile says beside its reason: the line, and words alike."""

from __future__ import annotations

import difflib
import re
from typing import Final

from bisectbuild.diagnose.case import Case

_LINE: Final = re.compile(r"parse error (?:on )?line (\d{1,9})(?!\d)", re.IGNORECASE)
_KEYWORDS: Final = (
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK"),
    *("LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
)


def line_of(case: Case) -> int:
    """Give the line that the builder names, 0 where it names none."""
    match = _LINE.search(case.message)
    return int(match[1]) if match else 0


def on_line(case: Case) -> str:
    """Say the line, "" where the builder names none."""
    line = line_of(case)
    return f" (line {line})" if line else ""


def keyword_near(word: str) -> str:
    """Give the instruction that a word was meant to be, "" where none is near."""
    found = difflib.get_close_matches(word.upper(), _KEYWORDS, n=1, cutoff=0.6)
    return found[0] if found else ""
