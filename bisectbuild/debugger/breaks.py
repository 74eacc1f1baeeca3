"""Break points: which instructions they stop before, and how a person names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.position import place_of
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.place import Side
from bisectbuild.errors import UsageError

KEYWORDS: Final = frozenset(
    {
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK"),
        *("LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME"),
        "WORKDIR",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One break point. `word` is a line, the name or number of a stage, or a keyword."""

    number: int
    kind: Literal["line", "stage", "keyword"]
    word: str

    def __str__(self) -> str:
        match self.kind:
            case "line":
                return f"line {self.word}"
            case "stage":
                return f"the first instruction of stage {self.word}"
            case "keyword":
                return f"every {self.word}"

    def matches(self, dockerfile: Dockerfile, instruction: Instruction) -> bool:
        """Tell whether it stops before an instruction."""
        match self.kind:
            case "line":
                return instruction.span.start <= int(self.word) <= instruction.span.end
            case "keyword":
                return instruction.keyword == self.word
            case "stage":
                stage = dockerfile.stages[instruction.stage or 0]
                named = self.word in {stage.name, str(stage.index)}
                return named and instruction == stage.instructions[0]


@dataclass(slots=True)
class Breaks:
    """The break points of a session, numbered in the order in which they were set."""

    points: list[Break] = field(default_factory=list)
    count: int = 0

    def add(self, workbench: Workbench, word: str) -> Break:
        """Set one. Raises UsageError for a word that names nothing that is built."""
        kind, word = _read(workbench, word)
        for known in self.points:
            if (known.kind, known.word) == (kind, word):
                return known
        point = Break(number=self.count + 1, kind=kind, word=word)
        if kind != "keyword" and not any(
            point.matches(workbench.dockerfile, entry) for entry in workbench.points
        ):
            raise UsageError(
                f"No build of this target comes to {point}.",
                hint="list marks with - the instructions that the target does not need.",
            )
        self.count = point.number
        self.points.append(point)
        return point

    def delete(self, number: int) -> Break:
        """Take one away. Raises UsageError where there is none of this number."""
        for point in self.points:
            if point.number == number:
                self.points.remove(point)
                return point
        raise UsageError(f"There is no break point {number}.", hint="break alone lists them.")

    def at(self, dockerfile: Dockerfile, instruction: Instruction) -> Break | None:
        """Give the first one that stops before an instruction."""
        found = (point for point in self.points if point.matches(dockerfile, instruction))
        return next(found, None)

    def first(
        self, dockerfile: Dockerfile, instructions: Iterable[Instruction]
    ) -> tuple[Break, Instruction] | None:
        """Give the first of the instructions that one stops before."""
        for instruction in instructions:
            point = self.at(dockerfile, instruction)
            if point is not None:
                return point, instruction
        return None


def _read(workbench: Workbench, word: str) -> tuple[Literal["line", "stage", "keyword"], str]:
    """Tell what a word names; a stage that is called like a keyword wins in lower case."""
    dockerfile = workbench.dockerfile
    stages = {stage.name for stage in dockerfile.stages}
    if word.upper() in KEYWORDS and not (word.islower() and word in stages):
        return "keyword", word.upper()
    if word.lower() in stages and not word.isdigit():
        return "stage", word.lower()
    place = place_of(workbench, word)
    if place.side is Side.AFTER:
        raise UsageError(
            f"A break point stops before an instruction, and {word} is behind one.",
            hint="Name a line, a stage or an instruction: break 12, break build, break RUN",
        )
    return "line", str(place.instruction.span.start)
