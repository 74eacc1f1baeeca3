"""The end of a log without the words that wrappers add after a failure."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.trace.digest import Log

# What npm, yarn, make, pip and shells print after the command they ran has failed.
_AFTER: Final = re.compile(
    r"\s*$|npm (?:ERR!|error)|error Command failed with exit code|info Visit "
    r"|g?make(?:\[\d+\])?: (?:\*\*\* \[|Leaving directory|Entering directory|Target )"
    r"|WARNING: (?:You are using pip|Running pip as)"
    r"|You (?:are using pip|should consider upgrading)"
    r"|\[notice\] |\s*ELIFECYCLE|error: script \"|error: Recipe |task: Failed to run task"
    r"|tar: (?:Child returned|Error is not recoverable|Exiting with failure)"
)
_COUNT: Final = 12
# No wrapper says more lines than this.
_FARTHEST: Final = 400


def closing(log: Log, count: int = _COUNT) -> Log:
    """Give the last lines of a log, those of wrappers not counted and left out."""
    kept: list[int] = []
    end = len(log.lines)
    for at in range(end - 1, max(-1, end - 1 - _FARTHEST), -1):
        if len(kept) == count:
            break
        if _AFTER.match(log.lines[at]) is None:
            kept.append(at)
    kept.reverse()
    return Log(
        lines=tuple(log.lines[at] for at in kept),
        numbers=tuple(log.numbers[at] for at in kept),
        total=log.total,
    )
