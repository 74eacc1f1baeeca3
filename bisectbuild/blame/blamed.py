"""What is said of a failed RUN: one of its commands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """What a command was found by: the shell's own trace, or what the step printed."""

    TRACE = "trace"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blamed:
    """The command of a RUN that failed.

    `text` is the simple command as written, joined over its lines, redirections included;
    `line` its first physical line, 1-based. `confidence` is between 0 and 1: how often such a
    finding is right. `why` is one sentence for people.
    """

    text: str
    line: int
    confidence: float
    by: By
    why: str
