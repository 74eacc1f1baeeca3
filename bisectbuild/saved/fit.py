"""Whether a Dockerfile can be the one that a log tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bisectbuild.saved.quoted import quoted_lines
from bisectbuild.trace.matching import is_unlike

if TYPE_CHECKING:
    from bisectbuild.dockerfile.model import Dockerfile
    from bisectbuild.saved.tape import Tape
    from bisectbuild.trace.record import StepRecord

_NOWHERE = (
    "The failed step stands nowhere in the Dockerfile: it is a trigger of the base image, or the"
    " Dockerfile is not the one of this log."
)


def misfit(tape: Tape, dockerfile: Dockerfile, culprit: StepRecord | None) -> str:
    """Say where the file and the log disagree, "" where they do not."""
    text = dockerfile.data.decode("utf-8", "replace").split("\n")
    quoted = quoted_lines(tape.finished.output if tape.finished else "")
    for number in sorted(quoted.marked) if quoted else ():
        own = text[number - 1] if number <= len(text) else ""
        if quoted and quoted.lines[number].split() != own.split():
            return (
                f"The Dockerfile is not the one of this log: line {number} reads otherwise there."
            )
    if culprit is None or culprit.id not in tape.started:
        return ""
    label = tape.started[culprit.id].label
    if culprit.trigger:
        return "" if label.onbuild else _NOWHERE
    if label.index is not None and is_unlike(culprit.instruction, label.text):
        line = culprit.instruction.span.start
        return f"The Dockerfile may not be the one of this log: line {line} reads otherwise there."
    return ""
