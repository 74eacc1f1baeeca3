"""Whether a parse error stands within a here-document, which an old frontend does not know."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.builder.dockerfile_words import line_of

_OPENER: Final = re.compile(r"^\s*(?:RUN|COPY|ADD)\b[^\n]*<<-?[\"']?\w+", re.IGNORECASE)


def broken_by(case: Case) -> str:
    """Give the instruction whose here-document holds the refused line, "" where none does."""
    if _OPENER.match(case.source):
        return case.source.split("\n", 1)[0]
    line = line_of(case)
    for entry in case.dockerfile.instructions if case.dockerfile and line else ():
        for heredoc in entry.heredocs:
            if heredoc.span.start <= line <= heredoc.span.end:
                return entry.source.split("\n", 1)[0]
    return ""
