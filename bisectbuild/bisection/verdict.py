"""What a test says of one point, in git's words, and what it said beside that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a probe says of a point, in git's words."""

    GOOD = "good"
    BAD = "bad"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one test of one point gave.

    `verdict` is None where the whole search shall stop (an exit code above 127); `reason` says
    why in words, "" where the exit code says it all. `output` are the last lines that the test
    printed, safe to keep. `seconds` is the wall time of the probe.
    """

    verdict: Verdict | None
    seconds: float = 0.0
    exit_code: int | None = None
    timed_out: bool = False
    reason: str = ""
    output: tuple[str, ...] = ()
