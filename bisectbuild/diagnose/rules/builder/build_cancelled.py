"""The build was stopped from outside."""

from __future__ import annotations

import re

from bisectbuild.builder import FailureKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank, Severity
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told

_LINE = re.compile(r"(?:context canceled|build cancelled)\s*$")


def _check(case: Case) -> Told | None:
    found = _LINE.search(case.message)
    if not found and case.kind is not FailureKind.CANCELLED:
        return None
    text = " ".join(case.message.split())[-200:] or "the build was cancelled"
    return Told(
        cause="The build was stopped from outside; the step that it was at is not at fault.",
        because=(Proof(text=text),),
        advice="Build again; in CI look for a time limit or a newer run that took its place.",
        confidence=0.9,
    )


RULE = Rule(
    code="BB186",
    name="build-cancelled",
    title="The build was stopped from outside",
    category=Category.BUILDER_INTERNAL,
    rank=Rank.REPOSITORY,
    fault=Fault.WORLD,
    check=_check,
    severity=Severity.NOTE,
    page=Page(
        meaning=(
            "Somebody pressed Ctrl-C, a time limit was reached, or another step failed first. "
            "The exit code 137 of a cancelled step means just that, not a lack of memory."
        ),
        instruction="RUN tide build",
        example='process "/bin/sh -c tide build" did not complete successfully: context canceled',
        fix="Build again.",
        exit_code=None,
    ),
)
