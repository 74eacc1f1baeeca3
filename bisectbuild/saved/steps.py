"""The steps that a log shows, written as the instructions they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bisectbuild.saved.command import failed_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.builder import StepStarted
    from bisectbuild.saved.forms import Form
    from bisectbuild.saved.tape import Tape

UNKNOWN_BASE = "FROM unknown-base"
_MISSING = "RUN # step {} is not in this log"
_MISSING_RUN = "RUN # steps {} to {} are not in this log"
_NAMELESS = re.compile(r"stage-(\d{1,9})")
_HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)['\"]? \((.*)\)$")
_BASE = re.compile(r"\[(?:\S+ )*internal\] load metadata for (\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One instruction, which may take several lines, and the ids of the steps that it is."""

    text: str
    steps: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the log shows it."""
        return bool(self.steps)


def written(tape: Tape, form: Form) -> tuple[Written, ...]:
    """Give all that is known of a file, in its order; steps that are not shown say so."""
    started = [
        step
        for step in tape.started.values()
        if step.label.index is not None and not step.label.onbuild
    ]
    stages: dict[str, dict[int, list[StepStarted]]] = {}
    for step in started:
        numbered = stages.setdefault(step.label.stage, {})
        numbered.setdefault(step.label.index or 0, []).append(step)
    lines = tuple(
        line
        for stage, steps in sorted(stages.items(), key=_of_stage)
        for line in (_of_file(steps) if form.counts_per_file else _of_buildkit(stage, steps))
    )
    return lines or _of_command(tape) or tuple(_bases(tape))


def _of_stage(item: tuple[str, object]) -> int:
    """Put stages without a name, `stage-2`, last in their order; others as the log shows them."""
    match = _NAMELESS.fullmatch(item[0])
    return int(match[1]) + 1 if match else 0


def _of_file(steps: dict[int, list[StepStarted]]) -> Iterator[Written]:
    """Give instructions of which each one is a numbered step."""
    if 1 not in steps:
        yield Written(text=UNKNOWN_BASE)
    yield from _from(1 if 1 in steps else 2, steps)


def _of_buildkit(stage: str, steps: dict[int, list[StepStarted]]) -> Iterator[Written]:
    """Give a stage: its base, where that is an image, has the first number."""
    alias = f" AS {stage}" if stage and not stage.startswith("stage-") else ""
    first = steps.get(1)
    if first and first[0].label.text.startswith("FROM "):
        base = first[0].label.text.partition(" AS ")[0]
        yield Written(text=base + alias, steps=tuple(step.id for step in first))
    else:
        yield Written(text=(f"FROM scratch{alias}" if first else UNKNOWN_BASE + alias))
    yield from _from(1 if first and not first[0].label.text.startswith("FROM ") else 2, steps)


def _from(index: int, steps: dict[int, list[StepStarted]]) -> Iterator[Written]:
    """Give the instructions from a number on; a gap is one line, however wide it is."""
    for number in sorted(number for number in steps if number >= index):
        if number == index + 1:
            yield Written(text=_MISSING.format(index))
        elif number > index:
            yield Written(text=_MISSING_RUN.format(index, number - 1))
        yield _instruction(steps[number])
        index = number + 1


def _instruction(steps: list[StepStarted]) -> Written:
    text = _one(steps[0].label.text)
    return Written(text=text, steps=tuple(step.id for step in steps))


def _one(name: str) -> str:
    """Write a step's name as an instruction; a here-document is shown by its first line only."""
    line = " ".join(name.split()).rstrip("\\ ")
    if match := _HEREDOC.search(line):
        opened = line[: match.end(1)].rstrip("'\"")
        return f"{opened}\n{match[2]}\n{match[1]}"
    return line.replace("<<", "< <")


def _of_command(tape: Tape) -> tuple[Written, ...]:
    """Give the command that the last words quote, where no step is left."""
    failure = tape.finished.failure if tape.finished else None
    command = failed_command(failure.message) if failure else ""
    if not command:
        return ()
    return Written(text=UNKNOWN_BASE), Written(text=_one(f"RUN {command}"))


def _bases(tape: Tape) -> Iterator[Written]:
    """Give the images that were looked for, where the log shows nothing of the file but those."""
    for step in tape.started.values():
        if match := _BASE.match(step.label.text):
            image = match[1].removeprefix("docker.io/").removeprefix("library/")
            yield Written(text=f"FROM {image}", steps=(step.id,))
