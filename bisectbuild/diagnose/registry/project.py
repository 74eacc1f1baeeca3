"""The rules of BB7xx: the project's own programs, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()
