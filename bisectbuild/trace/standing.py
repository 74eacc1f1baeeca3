"""How instructions stand of which the builder shows nothing, judged by those around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bisectbuild.builder import StepStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bisectbuild.dockerfile.model import Instruction

_GOOD = frozenset({StepStatus.CACHED, StepStatus.DONE})
_WORST_FIRST = (
    StepStatus.FAILED,
    StepStatus.CANCELLED,
    StepStatus.DONE,
    StepStatus.CACHED,
    StepStatus.NOT_RUN,
)


def worst(statuses: Sequence[StepStatus]) -> StepStatus:
    """Combine the steps of one instruction: one for each platform, or two for `COPY --link`."""
    return min(statuses, key=_WORST_FIRST.index)


def stand(
    instructions: Sequence[Instruction],
    shown: Mapping[int, StepStatus],
    ran: frozenset[int],
    *,
    passed: bool,
) -> dict[int, StepStatus]:
    """Give the status of each instruction of one stage, by its number in the file.

    `shown` are those the builder told of, `ran` the ones whose running shows that all before
    them in the stage had succeeded: a COPY can fail, or be found cached by its content, while an
    earlier RUN still runs. `passed`: the whole build did, with this stage in it.
    """
    statuses: dict[int, StepStatus] = {}
    proven: StepStatus | None = None
    for instruction in reversed(instructions):
        index = instruction.index
        told = shown.get(index)
        if told is None:
            unseen = StepStatus.DONE if passed and _makes_step(instruction) else None
            statuses[index] = proven or unseen or StepStatus.NOT_RUN
        else:
            statuses[index] = told
            if index in ran:
                proven = StepStatus.CACHED if told is StepStatus.CACHED else StepStatus.DONE
    if shown or passed:
        _fill(instructions, statuses, shown)
    return statuses


def _fill(
    instructions: Sequence[Instruction],
    statuses: dict[int, StepStatus],
    shown: Mapping[int, StepStatus],
) -> None:
    """Let instructions that make no step stand as the step before them.

    They count as reached where a later step of the stage was shown, or the stage is complete.
    """
    steps = [entry.index for entry in instructions if entry.index in shown or _makes_step(entry)]
    complete = all(statuses[index] in _GOOD for index in steps)
    last = StepStatus.DONE
    for entry in instructions:
        status = statuses[entry.index]
        if entry.index in steps:
            last = status
            if status not in _GOOD:
                return
        elif status is StepStatus.NOT_RUN and (complete or max(shown, default=0) > entry.index):
            statuses[entry.index] = last


def _makes_step(instruction: Instruction) -> bool:
    return instruction.keyword in {"RUN", "COPY", "ADD"}
