"""Which instruction each step that the builder showed belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from bisectbuild.trace.matching import is_image, is_like
from bisectbuild.trace.numbering import StageSteps, is_trigger, number_stages, place, triggers_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bisectbuild.builder import StepLabel
    from bisectbuild.dockerfile.model import Dockerfile, Instruction

Counts: TypeAlias = Literal["stage", "file"]

# Steps that stand for a base image, or for the image of a `--from`.
_IMAGE = re.compile(r"(?:\[(?:\S+ )*internal\] load metadata for|FROM) (\S+)")
_FROM_IMAGE = re.compile(r"(?:^|,)from=([^,]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """An instruction, and the text of its base image's trigger where that is what ran."""

    instruction: Instruction
    trigger: str = ""


class Attribution(Protocol):
    """A way of finding the instruction of each step."""

    def find(self, labels: Mapping[str, StepLabel]) -> dict[str, Attributed]:
        """Attribute all steps shown so far, by their ids in the order in which they began."""


class ByFile:
    """The legacy builder: the number is the instruction's own."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self._instructions = dockerfile.instructions

    def find(self, labels: Mapping[str, StepLabel]) -> dict[str, Attributed]:
        """Attribute by number; a trigger belongs to the step before it."""
        found: dict[str, Attributed] = {}
        owner: Instruction | None = None
        for key, label in labels.items():
            if label.onbuild:
                if owner is not None:
                    found[key] = Attributed(instruction=owner, trigger=label.text)
            elif label.index is not None and label.index <= len(self._instructions):
                owner = self._instructions[label.index - 1]
                found[key] = Attributed(instruction=owner)
        return found


class ByStage:
    """BuildKit: the number counts within the stage that the step's name gives."""

    def __init__(
        self, dockerfile: Dockerfile, reachable: Collection[int], end: int | None = None
    ) -> None:
        self._all = number_stages(dockerfile, end)
        self._reachable = [steps for steps in self._all if steps.stage.index in reachable]

    def find(self, labels: Mapping[str, StepLabel]) -> dict[str, Attributed]:
        """Attribute each step within its stage, seen together with the stage's other steps."""
        groups: dict[int, list[str]] = {}
        found: dict[str, Attributed] = {}
        for key, label in labels.items():
            if label.index is None:
                owner = self._of_image(label)
                if owner is not None:
                    found[key] = Attributed(instruction=owner)
            elif (steps := self._stage(label)) is not None:
                groups.setdefault(steps.stage.index, []).append(key)
        for steps in self._all:
            keys = groups.get(steps.stage.index, [])
            found.update(_within(steps, {key: labels[key] for key in keys}))
        return {key: found[key] for key in labels if key in found}

    def _stage(self, label: StepLabel) -> StageSteps | None:
        """Find a step's stage. A name that is in no file is the one we gave, or a service's."""
        named = [steps for steps in self._reachable if label.stage.lower() in steps.names]
        named = named or [steps for steps in self._all if label.stage.lower() in steps.names]
        if not named:
            return self._all[-1] if self._all else None
        # Stages of one name differ in their totals, else in what stands at the number.
        return max(named, key=lambda steps: _agreement(steps, label))

    def _of_image(self, label: StepLabel) -> Instruction | None:
        match = _IMAGE.match(label.text)
        if match is None:
            return None
        return next(
            (owner for owner, image in self._images() if is_image(image, match[1])),
            None,
        )

    def _images(self) -> Iterator[tuple[Instruction, str]]:
        for steps in self._reachable:
            if steps.base_counts is not False:
                yield steps.stage.instructions[0], steps.stage.base
        for steps in self._reachable:
            for instruction in steps.steps:
                for flag in instruction.flags:
                    if flag.value and flag.name == "from":
                        yield instruction, flag.value
                    elif flag.value and (source := _FROM_IMAGE.search(flag.value)):
                        yield instruction, source[1]


def _within(steps: StageSteps, labels: Mapping[str, StepLabel]) -> Iterator[tuple[str, Attributed]]:
    shown = tuple(labels.values())
    base, triggers = steps.base(shown), triggers_of(steps, shown)
    for key, label in labels.items():
        instruction = place(steps, label, base + triggers)
        if instruction is not None:
            trigger = label.text if is_trigger(label, base, triggers) else ""
            yield key, Attributed(instruction=instruction, trigger=trigger)


def _agreement(steps: StageSteps, label: StepLabel) -> tuple[bool, bool]:
    base = steps.base((label,))
    instruction = place(steps, label, base)
    return (
        label.total == steps.total + base,
        instruction is not None and is_like(instruction, label.text),
    )
