"""The rules of BB3xx: packages of distributions, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule
from bisectbuild.diagnose.rules.system import apt_unknown_package

RULES: Final[tuple[Rule, ...]] = (apt_unknown_package.RULE,)
