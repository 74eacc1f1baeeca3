"""The Dockerfile line by line, with how each instruction stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bisectbuild.postmortem import CulpritPart, Postmortem, Step
from bisectbuild.report.causes import POSSIBLE
from bisectbuild.report.words import SIGNS, clipped, command, size, state
from bisectbuild.tty.text import seconds

_LONGEST: Final = 2000
# Behind the name of a Dockerfile that a log alone told of; no such file need be there.
_TOLD: Final = " (from the log)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an instruction stands: its state as the record has it, and what is shown of it."""

    state: str = ""
    sign: str = ""
    label: str = ""
    seconds: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A physical line, or (`number` 0) a trigger of the base image.

    `standing` is empty but on an instruction's first line; `part` is the state of the instruction
    that the line belongs to, "" for a comment or an empty line.
    """

    number: int
    text: str
    part: str = ""
    standing: Standing = Standing()
    culprit: bool = False
    command: bool = False
    good: bool = False


def rows(postmortem: Postmortem) -> tuple[Row, ...]:
    """Give all lines of the file, triggers of a base image below its FROM."""
    return tuple(_rows(postmortem))


def file_lines(postmortem: Postmortem) -> list[str]:
    """Give the physical lines of the file, without their ends."""
    lines = postmortem.dockerfile.text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line.rstrip("\r") for line in lines]


def has_file(postmortem: Postmortem) -> bool:
    """Tell whether the path is a file's, and not what a log alone told of."""
    return not postmortem.dockerfile.path.endswith(_TOLD)


def command_line(postmortem: Postmortem) -> int:
    """Give the line of the failing command inside a RUN; 0 where it is not known well enough."""
    found = command(postmortem.culprit) if postmortem.culprit else None
    return found.line if found and found.confidence >= POSSIBLE else 0


def _rows(postmortem: Postmortem) -> Iterator[Row]:
    lines = file_lines(postmortem)
    steps = [step for step in postmortem.steps if not step.trigger]
    first = {step.line_start: step for step in steps}
    owner = {
        line: step
        for step in steps
        for line in range(max(step.line_start, 1), min(step.line_end, len(lines)) + 1)
    }
    for number, text in enumerate(lines, start=1):
        yield _row(postmortem, number, text, owner.get(number), first.get(number))
        for step in postmortem.steps:
            if step.trigger and step.line_end == number:
                yield _trigger(postmortem, step)


def _row(
    postmortem: Postmortem, number: int, text: str, owner: Step | None, first: Step | None
) -> Row:
    culprit, good = postmortem.culprit, postmortem.last_good
    blamed = culprit is not None and not culprit.trigger and _within(culprit, number)
    return Row(
        number=number,
        text=clipped(text, _LONGEST),
        part=owner.status if owner else "",
        culprit=blamed,
        command=number == command_line(postmortem),
        good=bool(good and first and first.index == good.index),
        standing=_standing(first),
    )


def _within(culprit: CulpritPart, number: int) -> bool:
    return culprit.line_start <= number <= culprit.line_end


def _trigger(postmortem: Postmortem, step: Step) -> Row:
    culprit = postmortem.culprit
    return Row(
        number=0,
        text=clipped(f"ONBUILD {step.trigger}", _LONGEST),
        part=step.status,
        culprit=culprit is not None and culprit.trigger == step.trigger,
        standing=_standing(step),
    )


def _standing(step: Step | None) -> Standing:
    if step is None:
        return Standing()
    return Standing(
        state=step.status,
        sign=SIGNS.get(step.status, "?"),
        label=state(step),
        seconds="" if step.seconds is None or step.status == "cached" else seconds(step.seconds),
        size="" if step.size is None else size(step.size),
    )
