"""A program is there, and what it needs to start is not."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_BASH = Signature(
    r"(?:^|: )(?P<name>[\w./+-]+): cannot execute: required file not found\s*$",
    "required file not found",
)
_SHEBANG = Signature(
    r"(?:^|: )(?P<name>[\w./+-]+): (?P<program>/[\w./+-]+): bad interpreter: ",
    "bad interpreter",
)


def _check(case: Case) -> Told | None:
    if case.exit_code in {None, 0}:
        return None
    hits = tuple(_BASH.hits(case.log)) or tuple(_SHEBANG.hits(case.log))
    if not hits:
        return None
    name, program = hits[0]["name"], hits[0].match.groupdict().get("program")
    if program:
        cause = f"The first line of `{name}` names `{program}`, which the image does not have."
        advice = f"Install what brings `{program}`, or correct the first line of the script."
    else:
        cause = f"`{name}` is there, and the interpreter or loader that it needs is not."
        advice = (
            "Look at its first line: an interpreter that is not installed, or Windows line ends. "
            "A program for glibc does not start on Alpine: take its musl build or a Debian base."
        )
    return Told(
        cause=cause,
        because=proofs(hits),
        advice=advice,
        commands=(f"head -c 60 {name} | od -c", "ls -l /bin/bash /lib/ld-*"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB176",
    name="interpreter-missing",
    title="What a script or program needs to start is missing",
    category=Category.EXEC_MISSING,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The file exists and may be run, but the interpreter of its first line, or the "
            "loader of the program, is not in the image."
        ),
        instruction="RUN ./setup.sh",
        example="/bin/bash: line 1: ./setup.sh: cannot execute: required file not found",
        fix="Install the interpreter, correct the first line, or take the build for this system.",
        exit_code=127,
    ),
)
