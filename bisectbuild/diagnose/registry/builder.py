"""The rules of BB1xx: what builders refuse, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule
from bisectbuild.diagnose.rules.builder import (
    add_checksum,
    add_git,
    add_http_status,
    context_changed,
    context_missing,
    context_unreadable,
    copy_needs_directory,
    copy_onto_other_kind,
    copy_pattern_nothing,
    copy_source_missing,
    copy_source_outside,
    copy_unknown_owner,
    dockerfile_missing,
    ignore_file_invalid,
    mount_source_missing,
    stage_file_missing,
)

RULES: Final[tuple[Rule, ...]] = (
    copy_source_missing.RULE,
    copy_source_outside.RULE,
    copy_pattern_nothing.RULE,
    copy_needs_directory.RULE,
    copy_onto_other_kind.RULE,
    copy_unknown_owner.RULE,
    stage_file_missing.RULE,
    mount_source_missing.RULE,
    context_missing.RULE,
    dockerfile_missing.RULE,
    context_unreadable.RULE,
    context_changed.RULE,
    ignore_file_invalid.RULE,
    add_http_status.RULE,
    add_checksum.RULE,
    add_git.RULE,
)
