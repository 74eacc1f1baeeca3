"""The trace of a step's own shell: begun by a line of ours before the step's text, and read again.

Its mark tells it from the traces of scripts that the step runs. Behind the mark stand the status
of the command before and, where the shell is bash, those of the parts of the last pipe. A trap
shows them once more at the end. Nothing of it is in the environment of what the step runs.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

# Not ksh and zsh, whose PS4 differs.
_KNOWN: Final = frozenset({"sh", "bash", "dash", "ash"})
_WITH_TEXT: Final = re.compile(r"-[A-Za-z]*c\Z")
_MARK: Final = re.compile(r"(\++)bb-[0-9a-f]{8}:([0-9]{1,9}):((?:[0-9]{1,9}(?![0-9])| )*): ?")
END: Final = ":"


def tracing(shell: tuple[str, ...], mark: str) -> str:
    """Give what begins a trace when it stands before a text that a shell gets as its last word.

    `mark` are eight hexadecimal digits. "" for shells that do not know all of it, and where the
    words do not end in `-c`.
    """
    known = any(PurePosixPath(word).name in _KNOWN for word in shell[:2])
    if not known or not _WITH_TEXT.match(shell[-1]):
        return ""
    sign = f"+bb-{mark}:$?:"
    return (
        f"PS4='{sign}: ';case ${{BASH_VERSION-}} in ?*)PS4='{sign}${{PIPESTATUS[*]}}: ';esac;"
        f"trap {END} EXIT;set -x;"
    )


def marks(line: str) -> tuple[re.Match[str], ...]:
    """Find the marks in a line: the signs of its depth, the status, the statuses of a pipe."""
    return tuple(_MARK.finditer(line)) if "+bb-" in line else ()


def unmarked(line: str) -> str | None:
    """Give a line as a plain trace shows it; None for the one that only tells of the end."""
    if "+bb-" not in line:
        return line
    shown = _MARK.sub(r"\1 ", line)
    return None if shown == f"+ {END}" else shown
