"""The rules of BB1xx: what builders refuse, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()
