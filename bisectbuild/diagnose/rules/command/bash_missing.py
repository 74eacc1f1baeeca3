"""bash is called in an image that has another shell alone."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.image import install
from bisectbuild.diagnose.rules.command.missing import Absence, missing


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.BASH)
    if found is None:
        return None
    return Told(
        cause=f"The image has no bash, and {_caller(case)} asks for {found.name}.",
        because=found.proofs,
        advice=f"Install it first ({install(case, 'bash')}), or write the script for /bin/sh.",
        commands=("ls -l /bin/sh /bin/bash", "cat /etc/os-release"),
        confidence=found.confidence,
    )


def _caller(case: Case) -> str:
    return "the Dockerfile" if "bash" in case.source else "the first line of a script"


RULE = Rule(
    code="BB604",
    name="bash-missing",
    title="bash is not in the image",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Alpine and BusyBox images have the shell ash as /bin/sh, and no bash.",
        instruction="RUN ./configure-site.sh",
        example="env: can't execute 'bash': No such file or directory",
        fix="Run `apk add --no-cache bash` before, or write the script for /bin/sh.",
        exit_code=127,
    ),
)
