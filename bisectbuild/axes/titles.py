"""How the points of an axis are called: short, on one line, safe to show and to keep."""

from __future__ import annotations

from typing import Final

from bisectbuild.dockerfile.model import Instruction
from bisectbuild.redact.text import redact_source
from bisectbuild.search.plan import Plan
from bisectbuild.tty.text import one_line

WIDTH: Final = 80


def shown(text: str, secrets: tuple[str, ...]) -> str:
    """Give a text of a Dockerfile on one line, its secrets masked before it is cut short."""
    return one_line(redact_source(text, secrets), WIDTH)


def instruction_title(plan: Plan, entry: Instruction) -> str:
    """Give `line 12 [build] RUN make`; the stage is left out where the file has only one."""
    stages = plan.dockerfile.stages
    stage = ""
    if entry.stage is not None and len(stages) > 1:
        stage = f"[{shown(stages[entry.stage].name or f'stage-{entry.stage}', ())}] "
    return f"line {entry.span.start} {stage}{shown(entry.text, plan.secrets)}"
