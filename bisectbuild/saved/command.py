"""The command that a build's last words quote: it leads to the instruction where all else fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bisectbuild.streams.errortext import command_of

if TYPE_CHECKING:
    from bisectbuild.dockerfile.model import Dockerfile, Instruction

# Up to BuildKit 0.8, and the legacy builder: the words are joined, nothing is quoted.
_RUNNING = re.compile(r"executor failed running \[(.*)\]: ", re.DOTALL)
_RETURNED = re.compile(r"The command '(.*)' returned a non-zero code", re.DOTALL)
_SHELL = re.compile(r"\S*sh (?:-\S+ (?:pipefail )?)*?-\w*c ")
_NOISE = re.compile(r"[^A-Za-z0-9$]+")
_SHORTEST = 3


def failed_command(message: str) -> str:
    """Give the command as the shell had it, "" where the message quotes none."""
    joined = _RUNNING.search(message) or _RETURNED.search(message)
    quoted = command_of(message) or (joined[1] if joined else "")
    return _SHELL.sub("", quoted, count=1)


def instruction_of(dockerfile: Dockerfile, message: str) -> Instruction | None:
    """Find the one RUN with the command that a message quotes; None where several have it."""
    command = _bare(failed_command(message))
    if len(command) < _SHORTEST:
        return None
    found = [
        entry
        for entry in dockerfile.instructions
        if entry.keyword == "RUN" and _bare(_value(entry)) == command
    ]
    return found[0] if len(found) == 1 else None


def _value(entry: Instruction) -> str:
    body = "\n".join(heredoc.body for heredoc in entry.heredocs)
    return body or entry.value


def _bare(text: str) -> str:
    return _NOISE.sub("", text)
