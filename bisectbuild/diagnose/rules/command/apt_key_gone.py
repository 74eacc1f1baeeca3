"""apt-key is called where it no longer exists."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.missing import Absence, missing


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.MANAGER)
    if found is None or found.name != "apt-key":
        return None
    release = case.facts.release.name if case.facts.release else "this image's release"
    return Told(
        cause=f"apt-key does not exist in {release}: Debian dropped it with release 13.",
        because=found.proofs,
        advice=(
            "Save the key to a file and name it in the source: "
            "`curl -fsSL URL | gpg --dearmor -o /etc/apt/keyrings/NAME.gpg` and "
            "`deb [signed-by=/etc/apt/keyrings/NAME.gpg] …`."
        ),
        commands=("cat /etc/os-release", "ls /etc/apt/keyrings /etc/apt/trusted.gpg.d"),
        confidence=found.confidence,
    )


RULE = Rule(
    code="BB606",
    name="apt-key-gone",
    title="apt-key no longer exists",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apt trusts keys by file since long; the command apt-key was taken away.",
        instruction="RUN curl -fsSL https://repo.example/key.asc | apt-key add -",
        example="/bin/sh: 1: apt-key: not found",
        fix="Put the key into /etc/apt/keyrings and name it with `signed-by`.",
        exit_code=127,
    ),
)
