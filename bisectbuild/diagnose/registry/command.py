"""The rules of BB6xx: commands of a shell, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule
from bisectbuild.diagnose.rules.command import (
    apt_key_gone,
    bash_missing,
    installer_path,
    keyword_in_run,
    node_tool_missing,
    program_path_missing,
    python_names,
    sudo_missing,
    tool_missing,
    wrong_manager,
)

RULES: Final[tuple[Rule, ...]] = (
    tool_missing.RULE,
    sudo_missing.RULE,
    python_names.RULE,
    bash_missing.RULE,
    wrong_manager.RULE,
    apt_key_gone.RULE,
    keyword_in_run.RULE,
    node_tool_missing.RULE,
    installer_path.RULE,
    program_path_missing.RULE,
)
