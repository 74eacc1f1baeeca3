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


def merge(traces: Sequence[tuple[StepRecord, ...]]) -> tuple[StepRecord, ...]:
    """Join the records of builds, the first build's first.

    The first word that decides holds: what a later build finds cached was run by an earlier one.
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
    if known is None or (known.status in _UNDECIDED and record.status not in _UNDECIDED):
        return record
    if record.image and not known.image:
        return replace(known, image=record.image)
    return known


def _order(record: StepRecord) -> tuple[bool, int]:
    return bool(record.trigger), record.instruction.index
