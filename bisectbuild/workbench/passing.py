"""What a build that passes up to a place says of the failure that was known before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bisectbuild.builder import FailureKind, StepStatus
from bisectbuild.outcome import Broken, Culprit, Healthy, Inconclusive, Outcome
from bisectbuild.trace.record import StepRecord

_PASSED: Final = frozenset({StepStatus.DONE, StepStatus.CACHED})


def judged(
    known: Outcome | None, passed: Healthy, records: Sequence[StepRecord], *, is_whole: bool
) -> Outcome | None:
    """Give how the session's build stands after a build that passes up to a place.

    `known` is how it stood before, `records` are what all builds said. One that passes to the
    end of the target (`is_whole`) makes it healthy; one that passes the culprit alone proves
    nothing of what follows.
    """
    if isinstance(known, Inconclusive) and known.failure.kind is FailureKind.EXPORT:
        return known  # These builds write no result, so they cannot tell that it can be written.
    status = _status(known.culprit, records) if isinstance(known, Broken) else None
    if is_whole and status is not StepStatus.FAILED:
        return replace(passed, records=tuple(records))
    if not isinstance(known, Broken) or status not in _PASSED:
        return known
    line = known.culprit.instruction.span.start
    return Inconclusive(
        records=tuple(records),
        probes=(*known.probes, *passed.probes),
        failure=known.culprit.failure,
        reason=f"Line {line} failed, and passed in a later build, which did not go to the end.",
    )


def _status(culprit: Culprit, records: Sequence[StepRecord]) -> StepStatus | None:
    mine = (culprit.instruction, culprit.trigger)
    return next((r.status for r in records if (r.instruction, r.trigger) == mine), None)
