"""Which FROMs of a Dockerfile bring in the image that a stage is built on."""

from __future__ import annotations

from dataclasses import dataclass

from bisectbuild.dockerfile.model import Stage
from bisectbuild.dockerfile.reach import (
    base_stages,
    from_values,
    reachable_stages,
    resolve_target,
)
from bisectbuild.dockerfile.variables import expand
from bisectbuild.errors import UsageError
from bisectbuild.search.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Roots:
    """The stages that name an image, and the image, variables expanded."""

    stages: tuple[Stage, ...]
    reference: str


def find_roots(plan: Plan, stage: str | None) -> Roots:
    """Find the FROM at the start of the chain that leads to the target, or to a stage.

    Without a stage, every other stage that the target needs and that is built on the same image
    is among them: such a file means one image, and a build in which half of it moved would be
    bad for reasons of its own (two C libraries, say). With one, its own FROM alone.
    Raises UsageError where there is no image, or none that can be told.
    """
    file = plan.dockerfile
    top = resolve_target(file, stage or plan.request.target)
    reached = reachable_stages(file, plan.request.target, plan.build_args)
    if top.index not in reached:
        raise UsageError(
            f"The target does not need the stage {stage}: its base changes nothing.",
            hint=f"Name it as the target: --target={stage}",
        )
    images = {index: _image(plan, file.stages[index]) for index in reached}
    roots = _roots(plan, top)
    found = {images[root.index] for root in roots}
    if len(found) > 1:
        raise UsageError(
            f"Which image the stage {top.name or top.index} is built on depends on the platform.",
            hint="Name the stage whose base to change: --stage=NAME",
        )
    image = found.pop()
    if image == "scratch":
        raise UsageError(
            f"The stage {top.name or top.index} is built on no image, but on scratch.",
            hint="Name the stage whose base to change: --stage=NAME",
        )
    same = (file.stages[index] for index in reached if images[index] == image)
    others = () if stage else tuple(other for other in same if not _bases(plan, other))
    stages = {root.index: root for root in (*roots, *others)}
    return Roots(stages=tuple(stages[index] for index in sorted(stages)), reference=image)


def _image(plan: Plan, stage: Stage) -> str:
    values, _ = from_values(plan.dockerfile, plan.build_args)
    return expand(stage.base, values, escape=plan.dockerfile.escape)


def _bases(plan: Plan, stage: Stage) -> tuple[Stage, ...]:
    file = plan.dockerfile
    readings = from_values(file, plan.build_args)
    return tuple(base for values in readings for base in base_stages(file, stage, values))


def _roots(plan: Plan, stage: Stage) -> tuple[Stage, ...]:
    """Follow FROM to the stages that name no other; more than one where a platform arg decides."""
    found: dict[int, Stage] = {}
    seen: set[int] = set()
    left = [stage]
    while left:
        stage = left.pop()
        if stage.index in seen:
            continue
        seen.add(stage.index)
        bases = _bases(plan, stage)
        left.extend(bases)
        if not bases:
            found[stage.index] = stage
    return tuple(found.values())
