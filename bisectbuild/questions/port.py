"""Whether a program of a layer comes to answer at a port."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.questions import runscript as shell
from bisectbuild.questions.question import Question
from bisectbuild.questions.runs import running
from bisectbuild.questions.words import one_line, typed

WAIT: Final = 30.0
_HIGHEST: Final = 65535


def port(number: int, argv: Sequence[str], wait: float = WAIT) -> Question:
    """Ask whether 127.0.0.1:`number` answers within `wait` seconds of the start of `argv`.

    A program that ends with 0 may have left a server behind; one that ends otherwise is bad at
    once. Where something listens there already it cannot be tested. Raises UsageError for a port
    that there is not, and where there is nothing to start.
    """
    parse_port(str(number))
    if not argv or not argv[0]:
        raise UsageError(
            "The image names no command that could answer at a port.",
            hint=f"bisectbuild bisect --port {number} --runs 'PROGRAM [WORD…]'",
        )
    words = tuple(argv)
    where = f"port={number} hex={number:04X} most={round(wait * 10)}\n"
    script = "".join((running(words, wait), where, shell.LISTENS, shell.PORT))
    title = f"{typed('--port', str(number))} of {one_line(shlex.join(words))}"
    return Question(title=title, script=script)


def parse_port(text: str) -> int:
    """Read the number of a port. Raises UsageError."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and 0 < int(plain) <= _HIGHEST):
        raise UsageError(f"{text!r} is no port.", hint="A number from 1 to 65535: --port 8080")
    return int(plain)
