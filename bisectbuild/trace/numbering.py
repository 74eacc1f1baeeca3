"""How BuildKit numbers the steps of each stage.

`prefixCommand` and `toDispatchState` in dockerfile2llb/convert.go, v0.8 to v0.32: a stage counts
its base where that is an image, then RUN, COPY, ADD and WORKDIR. `WORKDIR /` is in the total but
takes no number. Triggers of the base come right after it; they are in the total since dockerfile
1.12, and before that push the numbers beyond it.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bisectbuild.trace.matching import is_like, is_unlike

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bisectbuild.builder import StepLabel
    from bisectbuild.dockerfile.model import Dockerfile, Instruction, Stage

_COUNTED = frozenset({"RUN", "COPY", "ADD", "WORKDIR"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSteps:
    """The numbered steps of one stage.

    `names` are the names under which the builder may show it. `base_counts` is None where a
    variable decides whether the base is an image. `steps` are the instructions that take a
    number, `total` how many the builder counts, both without the base.
    """

    stage: Stage
    names: frozenset[str]
    base_counts: bool | None
    steps: tuple[Instruction, ...]
    total: int

    def base(self, labels: Iterable[StepLabel]) -> int:
        """Give 1 where the base takes the first number, judged by what was shown if need be."""
        if self.base_counts is not None:
            return int(self.base_counts)
        return int(any((label.total or 0) > self.total for label in labels))


def number_stages(dockerfile: Dockerfile, end: int | None = None) -> tuple[StageSteps, ...]:
    """Give the numbering of every stage; `end` is the last instruction built, None for all."""
    last = end or len(dockerfile.instructions)
    stages = [stage for stage in dockerfile.stages if stage.instructions[0].index <= last]
    return tuple(_number(stage, stages, last) for stage in stages)


def _number(stage: Stage, stages: list[Stage], last: int) -> StageSteps:
    counted = [
        entry for entry in stage.instructions if entry.index <= last and entry.keyword in _COUNTED
    ]
    names = {stage.name or f"stage-{stage.index}"}
    if len(stages) == 1:
        names.add("")
    return StageSteps(
        stage=stage,
        names=frozenset(names),
        base_counts=_base_counts(stage, stages),
        steps=tuple(entry for entry in counted if not _is_root(entry)),
        total=len(counted),
    )


def _base_counts(stage: Stage, stages: list[Stage]) -> bool | None:
    if "$" in stage.base:
        return None
    earlier = {other.name for other in stages[: stage.index]}
    return stage.base != "scratch" and stage.base.lower() not in earlier


def _is_root(instruction: Instruction) -> bool:
    """Tell `WORKDIR /`, which makes no step."""
    path = instruction.value.strip()
    return (
        instruction.keyword == "WORKDIR"
        and path.startswith("/")
        and posixpath.normpath(path).strip("/") == ""
    )


def triggers_of(steps: StageSteps, labels: Sequence[StepLabel]) -> int:
    """Tell how many ONBUILD triggers a stage's base has, from all labels shown of the stage.

    Newer builders count them in the total. Older ones show them like the file's own steps: the
    smallest number is taken at which no other label contradicts its instruction.
    """
    base = steps.base(labels)
    after = [label for label in labels if (label.index or 0) > base]
    told = [(label.total or 0) - steps.total - base for label in after]
    if any(number > 0 for number in told) or any(label.onbuild for label in after):
        return max(told, default=0)
    most = max((label.index or 0 for label in after), default=base) - base
    for number in range(max(0, most - len(steps.steps)), most + 1):
        if all(_stands(steps, label, base + number) for label in after):
            return number
    return 0


def is_trigger(label: StepLabel, base: int, triggers: int) -> bool:
    """Tell whether a label is that of a trigger of the base image."""
    return label.onbuild or base < (label.index or 0) <= base + triggers


def place(steps: StageSteps, label: StepLabel, before: int) -> Instruction | None:
    """Give the instruction at a label's number.

    `before` is how many numbers the base and its triggers take; theirs is the FROM.
    """
    index = label.index or 0
    if label.onbuild or index <= before:
        return steps.stage.instructions[0]
    after = steps.steps[index - before - 1 :]
    if after and not is_like(after[0], label.text):
        # A directory that a variable or the base image makes `/` took no number.
        doubtful = sum(_may_be_root(entry) for entry in steps.steps[: index - before])
        for entry in after[1 : doubtful + 1]:
            if is_like(entry, label.text):
                return entry
    return after[0] if after else None


def _may_be_root(instruction: Instruction) -> bool:
    path = instruction.value.strip()
    return instruction.keyword == "WORKDIR" and ("$" in path or not path.startswith("/"))


def _stands(steps: StageSteps, label: StepLabel, before: int) -> bool:
    if (label.index or 0) <= before:
        return True
    instruction = place(steps, label, before)
    return instruction is not None and not is_unlike(instruction, label.text)
