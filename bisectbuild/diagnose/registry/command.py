"""The rules of BB6xx: commands of a shell, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule
from bisectbuild.diagnose.rules.command import (
    apt_key_gone,
    archive_missing,
    bash_missing,
    cd_missing,
    installer_path,
    keyword_in_run,
    node_tool_missing,
    program_needs_tool,
    program_path_missing,
    python_names,
    requirements_missing,
    script_missing,
    source_file_missing,
    sudo_missing,
    target_folder_missing,
    tool_missing,
    unpacker_missing,
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
    program_needs_tool.RULE,
    unpacker_missing.RULE,
    cd_missing.RULE,
    source_file_missing.RULE,
    target_folder_missing.RULE,
    script_missing.RULE,
    requirements_missing.RULE,
    archive_missing.RULE,
)
