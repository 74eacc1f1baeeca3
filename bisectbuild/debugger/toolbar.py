"""The toolbar under the prompt: file and line, stage, side and state, builder."""

from __future__ import annotations

from bisectbuild.builder import StepStatus
from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.position import stage_name
from bisectbuild.tty.text import one_line

_WIDTH = 40


def toolbar(workbench: Workbench) -> str:
    """Give its text."""
    place = workbench.place
    line = f"{one_line(workbench.dockerfile.name, _WIDTH)}:{place.instruction.span.start}"
    stage = one_line(stage_name(workbench.dockerfile, place.instruction), _WIDTH)
    failed = workbench.status(place.instruction) is StepStatus.FAILED
    side = f"{place.side.value}{', failed' if failed else ''}"
    parts = (line, stage, side, one_line(workbench.builder, _WIDTH))
    return " · ".join(part for part in parts if part)
