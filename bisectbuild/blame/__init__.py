"""Which command of a failing RUN failed, and on which physical line it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bisectbuild.blame.blamed import Blamed, By
from bisectbuild.blame.find import find
from bisectbuild.blame.sources import source_of
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import Log

__all__ = ["Blamed", "By", "blame", "blame_source"]

_KEYWORD: Final = re.compile(r"RUN\b", re.IGNORECASE)
_BLANKS: Final = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"|[ \t]{2,}|\\.", re.DOTALL)
_SHELL: Final = re.compile(r"/bin/(?:ba|da|a)?sh(?:\s+-[A-Za-z]+|\s+pipefail)*\s+-\w*c\s+")


def blame(  # noqa: PLR0913 - each is one thing that is known of the step
    dockerfile: Dockerfile,
    instruction: Instruction,
    *,
    log: Log,
    exit_code: int | None,
    traced: Log | None = None,
    cause: str = "",
) -> Blamed | None:
    """Find the command that failed in a RUN; None where it is no RUN or cannot be read.

    `log` is what the step printed, `traced` what the state after it printed, where that was made.
    `cause` is the sentence of a rule that is sure of itself: a command that the log names with
    doubt alone gives way to the one that holds what the cause names.
    """
    source = source_of(dockerfile, instruction)
    if source is None:
        return None
    return find(source, log=log, exit_code=exit_code, traced=traced, cause=cause)


def blame_source(source: str, *, log: Log, exit_code: int | None) -> Blamed | None:
    """Find it where no more is known than the RUN's text, as a builder or a log shows it.

    `line` is then counted from the text's first line, 1. The SHELL is taken to be /bin/sh, the
    escape character a back-tick only where lines end in one.
    """
    text = source.lstrip()
    if not _KEYWORD.match(text):
        # Some messages show the process: `/bin/sh -c make`.
        text = f"RUN {_SHELL.sub('', text, count=1)}"
    head = "# escape=`\n" if re.search(r"`[ \t]*\n", text) else "# escape=\\\n"
    data = f"{head}FROM scratch\n{text}\n".encode("utf-8", "surrogateescape")
    dockerfile = parse(data)
    instruction = next((e for e in dockerfile.instructions if e.keyword == "RUN"), None)
    if instruction is None or any(not heredoc.closed for heredoc in instruction.heredocs):
        return None
    found = blame(dockerfile, instruction, log=log, exit_code=exit_code)
    if found is None:
        return None
    # A builder's joined line has the blanks of all that it joined.
    text = _BLANKS.sub(lambda part: part[0] if part[0].strip() else " ", found.text)
    return replace(found, text=text, line=found.line - 2)
