"""How a served terminal came to its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """What ended it."""

    RESUMED = "resumed"
    FAILED = "failed"
    NOBODY_CAME = "nobody-came"
    IDLE = "idle"
    LIMIT = "limit"
    PROGRAM_ENDED = "program-ended"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """`by` is who said so, as their key names them; empty where no one did. `seconds` is in all."""

    how: How
    by: str
    seconds: float
