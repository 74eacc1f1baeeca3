"""A program was told to end from outside."""

from __future__ import annotations

from typing import Final

from bisectbuild.builder import FailureKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_CODES: Final = {129: "SIGHUP", 130: "SIGINT", 143: "SIGTERM"}


def _check(case: Case) -> Told | None:
    signal = _CODES.get(case.exit_code or 0)
    if signal is None or case.kind is FailureKind.CANCELLED or not quiet(case):
        return None
    return Told(
        cause=f"The step was told to end by {signal}: somebody, or a time limit, stopped it.",
        because=evidence(case, case.script.split("\n", 1)[0]),
        advice=(
            "Build again; in CI look for a time limit. If it comes at once, a command of the step "
            "stops others (kill, pkill, service stop)."
        ),
        confidence=0.65,
    )


RULE = Rule(
    code="BB923",
    name="told-to-end",
    title="The step was told to end",
    category=Category.BUILDER_INTERNAL,
    rank=Rank.GENERIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="130 is Ctrl-C (SIGINT), 143 SIGTERM: something outside the program ended it.",
        instruction="RUN tide train",
        example="",
        fix="Build again, with a longer time limit.",
        exit_code=143,
    ),
)
