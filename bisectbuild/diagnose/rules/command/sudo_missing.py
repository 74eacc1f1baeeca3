"""sudo is used in an image that has none, mostly by root."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.before import user
from bisectbuild.diagnose.rules.command.image import install
from bisectbuild.diagnose.rules.command.missing import Absence, missing


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.SUDO)
    if found is None:
        return None
    in_file = "sudo" in case.source
    who = user(case)
    where = "the Dockerfile" if in_file else "a script or Makefile that the step runs"
    return Told(
        cause=f"sudo is not in the image, and {where} calls it.",
        because=found.proofs,
        advice=(
            f"Take `sudo` out: {who or 'a build step runs as root unless USER says otherwise'}. "
            f"If the script cannot be changed, install it first: {install(case, 'sudo')}."
        ),
        commands=("id", "command -v sudo"),
        confidence=found.confidence,
        fault=Fault.DOCKERFILE if in_file else Fault.PROJECT,
    )


RULE = Rule(
    code="BB602",
    name="sudo-missing",
    title="sudo is not in the image",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Base images have no sudo, since the steps of a build run as root.",
        instruction="RUN sudo mkdir -p /srv/depot",
        example="/bin/sh: 1: sudo: not found",
        fix="Leave `sudo` out; where a USER was set, write `USER root` before the step.",
        exit_code=127,
    ),
)
