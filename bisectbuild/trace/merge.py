"""What several builds of one file say together of each instruction."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bisectbuild.builder import StepStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bisectbuild.trace.record import StepRecord

_UNDECIDED = frozenset({StepStatus.NOT_RUN, StepStatus.CANCELLED})
_PASSED = frozenset({StepStatus.DONE, StepStatus.CACHED})


def merge(traces: Sequence[tuple[StepRecord, ...]]) -> tuple[StepRecord, ...]:
    """Join the records of builds, the first build's first.

    The newest word that decides holds, so that a step which failed and passes later has passed.
    Only what a later build finds cached was run by an earlier one, and stays as it was then.
    Triggers come after all instructions, as in one trace.
    """
    merged: dict[tuple[str, int, int], StepRecord] = {}
    for trace in traces:
        seen: Counter[tuple[str, int]] = Counter()
        for record in trace:
            name = (record.trigger, record.instruction.index)
            key = (*name, seen[name])
            seen[name] += 1
            merged[key] = _join(merged.get(key), record)
    return tuple(sorted(merged.values(), key=_order))


def _join(known: StepRecord | None, record: StepRecord) -> StepRecord:
    if known is None or _decides(known.status, record.status):
        return record
    if record.image and not known.image:
        return replace(known, image=record.image)
    return known


def _decides(known: StepStatus, later: StepStatus) -> bool:
    """Tell whether what a later build says of an instruction takes the place of what is known."""
    if known in _UNDECIDED or later in _UNDECIDED:
        return later not in _UNDECIDED
    return (known in _PASSED) != (later in _PASSED)


def _order(record: StepRecord) -> tuple[bool, int]:
    return bool(record.trigger), record.instruction.index
