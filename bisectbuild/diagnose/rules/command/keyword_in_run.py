"""A keyword of the Dockerfile stands where the shell reads it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.missing import Absence, missing


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.KEYWORD)
    if found is None:
        return None
    name = found.name
    return Told(
        cause=f"The shell was given the Dockerfile keyword {name} as a command.",
        because=found.proofs,
        advice=(
            f"Begin a line of its own with {name}: take away the `\\` or `&&` at the end of the "
            "line before it, or the second keyword of the line."
        ),
        confidence=found.confidence,
    )


RULE = Rule(
    code="BB607",
    name="keyword-in-run",
    title="A Dockerfile keyword was run as a command",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A line that ends in a backslash goes on in the next one, so the next instruction "
            "became a part of this RUN."
        ),
        instruction="RUN make install && \\\n    CMD /usr/local/bin/depot",
        example="/bin/sh: 1: CMD: not found",
        fix="Take the trailing `&& \\` away, so that the next instruction begins its own line.",
        exit_code=127,
    ),
)
