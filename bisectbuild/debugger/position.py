"""Where a person stands among the instructions, what comes next, and which place a word names."""

from __future__ import annotations

from bisectbuild.builder import StepStatus
from bisectbuild.debugger.port import Workbench
from bisectbuild.dockerfile.model import Dockerfile, Instruction, Stage
from bisectbuild.dockerfile.place import Place, Side, find_place
from bisectbuild.dockerfile.reach import base_stages
from bisectbuild.dockerfile.references import copied_from, mounted_from
from bisectbuild.dockerfile.variables import global_values


def upcoming(workbench: Workbench) -> Instruction | None:
    """Give the instruction that a step would execute, None at the end of the target.

    One that failed comes again, on either side of it.
    """
    place = workbench.place
    failed = workbench.status(place.instruction) is StepStatus.FAILED
    if place.side is Side.BEFORE or failed:
        return place.instruction
    return after(workbench.points, place.instruction)


def after(points: tuple[Instruction, ...], instruction: Instruction) -> Instruction | None:
    """Give the first of the points behind an instruction."""
    return next((entry for entry in points if entry.index > instruction.index), None)


def before(points: tuple[Instruction, ...], instruction: Instruction) -> Instruction | None:
    """Give the last of the points before an instruction."""
    return next((entry for entry in reversed(points) if entry.index < instruction.index), None)


def stage_of(dockerfile: Dockerfile, instruction: Instruction) -> Stage | None:
    """Give the stage that an instruction is in, None before the first FROM."""
    return None if instruction.stage is None else dockerfile.stages[instruction.stage]


def stage_name(dockerfile: Dockerfile, instruction: Instruction) -> str:
    """Give what to call the stage of an instruction."""
    stage = stage_of(dockerfile, instruction)
    return "" if stage is None else stage.name or str(stage.index)


def target_of(workbench: Workbench) -> str | None:
    """Give the name of the target, None where it is the file's last stage."""
    stage = stage_of(workbench.dockerfile, workbench.points[-1])
    return None if stage is None or stage is workbench.dockerfile.stages[-1] else stage.name


def place_of(workbench: Workbench, word: str) -> Place:
    """Give the place that a word names. Raises UsageError where there is none."""
    return find_place(workbench.dockerfile, word, target_of(workbench))


def user_of(
    dockerfile: Dockerfile, points: tuple[Instruction, ...], stage: Stage
) -> Instruction | None:
    """Give the first point behind a stage that takes something from it, None for the target."""
    values = global_values(dockerfile, {})
    names = {stage.name, str(stage.index)}
    for entry in points:
        other = stage_of(dockerfile, entry)
        if other is None or other.index <= stage.index:
            continue
        if entry.keyword == "FROM" and stage in base_stages(dockerfile, other, values):
            return entry
        used = (*copied_from(entry.keyword, entry.flags), *mounted_from(entry.keyword, entry.flags))
        if names & {name.lower() for name in used}:
            return entry
    return None
