"""The rules of BB9xx: steps that said nothing, and the last word, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule
from bisectbuild.diagnose.rules.silent import (
    compare_differs,
    crashed,
    curl_quiet,
    explicit_exit,
    grep_nothing,
    lookup_nothing,
    not_run_quiet,
    npm_errno,
    own_words,
    pipe_broken,
    silenced_tool,
    test_false,
    told_to_end,
    tool_codes,
    unknown,
    wget_quiet,
)

RULES: Final[tuple[Rule, ...]] = (
    curl_quiet.RULE,
    wget_quiet.RULE,
    explicit_exit.RULE,
    test_false.RULE,
    grep_nothing.RULE,
    lookup_nothing.RULE,
    compare_differs.RULE,
    npm_errno.RULE,
    tool_codes.RULE,
    crashed.RULE,
    pipe_broken.RULE,
    told_to_end.RULE,
    not_run_quiet.RULE,
    silenced_tool.RULE,
    own_words.RULE,
    unknown.RULE,
)
