"""Which shell is in force behind an instruction."""

from __future__ import annotations

from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.reach import base_stages
from bisectbuild.dockerfile.variables import global_values
from bisectbuild.search.plan import Plan
from bisectbuild.shell.command import json_words


def shell_at(plan: Plan, at: Instruction) -> tuple[str, ...] | Instruction:
    """Give the words of the last SHELL of the file; where it has none, the FROM whose image tells.

    The stages that an instruction's stage stands on count with it.
    """
    dockerfile = plan.dockerfile
    values = global_values(dockerfile, plan.build_args)
    stage, end = dockerfile.stages[at.stage or 0], at.index
    while True:
        for entry in reversed(stage.instructions):
            words = json_words(entry.value) if entry.keyword == "SHELL" else None
            if words is not None and entry.index <= end:
                return words
        bases = base_stages(dockerfile, stage, values)
        if not bases:
            return stage.instructions[0]
        stage = bases[0]
