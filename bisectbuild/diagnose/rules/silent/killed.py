"""The step was killed."""

from __future__ import annotations

from typing import Final

from bisectbuild.builder import FailureKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.rules.silent.quiet import evidence
from bisectbuild.diagnose.signature import Signature

_KILL: Final = 137
_GIB: Final = 1 << 30
# BuildKit says this in place of the code where the kernel told it so (since 0.16).
_SAID: Final = Signature(r"(?:successfully)?: cannot allocate memory$")


def _check(case: Case) -> Told | None:
    if case.kind is FailureKind.CANCELLED or "context canceled" in case.message:
        return None
    told = hear(case, _SAID) if case.exit_code is None and case.keyword == "RUN" else None
    if case.exit_code != _KILL and not told:
        return None
    memory = case.facts.memory
    has = f" The engine has {memory / _GIB:.1f} GiB." if memory else ""
    return Told(
        cause="The step was killed by the system, nearly always for want of memory.",
        because=told.because if told else evidence(case, case.script.split("\n", 1)[0]),
        advice=(
            f"Give the engine more memory, or let the step use less (fewer jobs: `make -j2`).{has}"
        ),
        commands=("free -m", "nproc"),
        confidence=0.95 if told else 0.75,
    )


RULE = Rule(
    code="BB920",
    name="killed",
    title="The step was killed",
    category=Category.RESOURCE_MEM,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "137 is 128 + 9: the kernel, or somebody else, sent SIGKILL. In a build that is "
            "nearly always the kernel that ran out of memory."
        ),
        instruction="RUN npm run build",
        example="",
        fix="Raise the memory of the engine (Docker Desktop: Resources), or build with fewer jobs.",
        exit_code=137,
    ),
)
