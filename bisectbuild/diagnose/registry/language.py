"""The rules of BB4xx: packages of scripting languages, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()
