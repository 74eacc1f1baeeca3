"""Every rule: the families in the order of their codes; each family lists its own."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.registry import (
    builder,
    command,
    compiler,
    language,
    machine,
    project,
    silent,
    system,
)
from bisectbuild.diagnose.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    *builder.RULES,
    *machine.RULES,
    *system.RULES,
    *language.RULES,
    *compiler.RULES,
    *command.RULES,
    *project.RULES,
    *silent.RULES,
)
