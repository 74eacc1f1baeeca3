"""What is tested: the state that a build leaves after one instruction."""

from __future__ import annotations

from dataclasses import dataclass

from bisectbuild.dockerfile.model import Instruction
from bisectbuild.options import BuildOptions
from bisectbuild.search.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The state after instruction `at` of a plan's Dockerfile; `options` belong to that plan."""

    plan: Plan
    options: BuildOptions
    at: Instruction
