"""Places of a build that a person can stand at: an instruction, and a side of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bisectbuild.dockerfile.cut import is_buildable
from bisectbuild.dockerfile.model import Dockerfile, Instruction, Stage
from bisectbuild.dockerfile.reach import NO_ARGS, resolve_target
from bisectbuild.errors import UsageError

_SHOWN = 20


class Side(StrEnum):
    """Before an instruction: what it starts from. After it: what it left."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person stands."""

    instruction: Instruction
    side: Side


def find_place(dockerfile: Dockerfile, at: str, target: str | None) -> Place:
    """Read `12`, `build`, `build:3`, `0:3` or `final`, each with an optional `:before`/`:after`.

    Raises UsageError with advice.
    """
    words = at.split(":")
    side = None
    if words[-1] in set(Side) and len(words) > 1:
        side = Side(words.pop())
    if len(words) == 1 and words[0].isdecimal():
        return Place(instruction=_on_line(dockerfile, int(words[0])), side=side or Side.BEFORE)
    if len(words) == 1 and words[0]:
        stage = _stage(dockerfile, words[0], target)
        return Place(instruction=stage.instructions[-1], side=side or Side.AFTER)
    name, *rest = words
    if name and len(rest) == 1 and rest[0].isdecimal():
        stage = _stage(dockerfile, name, target)
        number = int(rest[0])
        if not 1 <= number <= len(stage.instructions):
            raise UsageError(
                f"{at}: this stage has {len(stage.instructions)} instructions.",
                hint="FROM is the first.",
            )
        return Place(instruction=stage.instructions[number - 1], side=side or Side.BEFORE)
    raise UsageError(f"{at} names no place.", hint="Write 12, 12:after, build, build:3 or final.")


def _stage(dockerfile: Dockerfile, word: str, target: str | None) -> Stage:
    if word.isdecimal() and int(word) < len(dockerfile.stages):
        return dockerfile.stages[int(word)]
    return resolve_target(dockerfile, target if word == "final" else word)


def _on_line(dockerfile: Dockerfile, line: int) -> Instruction:
    for instruction in dockerfile.instructions:
        if instruction.span.start <= line <= instruction.span.end:
            return instruction
    starts = ", ".join(str(i.span.start) for i in dockerfile.instructions[:_SHOWN])
    raise UsageError(
        f"No instruction stands on line {line} of {dockerfile.name}.",
        hint=f"Instructions begin on the lines {starts}.",
    )


def layer_of(
    dockerfile: Dockerfile, place: Place, build_args: Mapping[str, str] = NO_ARGS
) -> Instruction | None:
    """Tell whose cut gives the file system of a place; None for the empty one of FROM scratch.

    Raises UsageError where nothing can be entered.
    """
    at = place.instruction
    if at.stage is None or (at.keyword == "FROM" and place.side is Side.BEFORE):
        raise UsageError(
            f"Nothing is built before line {at.span.start}.",
            hint=f"Enter what it makes: {at.span.start}:after",
        )
    index = at.index - (place.side is Side.BEFORE)
    found = dockerfile.instructions[index - 1]
    return found if is_buildable(dockerfile, found.index, build_args) else None
