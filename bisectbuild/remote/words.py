"""The words that those who are let in may say, by `ssh … WORDS` or from inside the program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.tty.text import one_line

MINUTES: Final = 30
_LONGEST: Final = 60
_EXTEND: Final = re.compile(r"extend(?: ([0-9]{1,4}))?\Z")
UNDERSTOOD: Final = "`resume job`, `fail job`, `extend [MINUTES]` and `status` are understood."


class Verb(StrEnum):
    """What is wanted."""

    RESUME = "resume job"
    FAIL = "fail job"
    EXTEND = "extend"
    STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`minutes` are of `extend` only."""

    verb: Verb
    minutes: int = 0


def read(text: str) -> Request:
    """Read what was said. Raises UsageError, which lists the words, for all else."""
    said = " ".join(text.split())
    extend = _EXTEND.match(said)
    if extend:
        minutes = int(extend[1] or MINUTES)
        if minutes:
            return Request(verb=Verb.EXTEND, minutes=minutes)
    elif said in {Verb.RESUME, Verb.FAIL, Verb.STATUS}:
        return Request(verb=Verb(said))
    raise UsageError(
        f"`{one_line(text, _LONGEST)}` is not done here.",
        hint=f"{UNDERSTOOD} For the shell itself, log in without a command.",
    )
