"""The program of a RUN in JSON form does not exist in the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.started import not_started

_GONE = ("no such file", "executable file not found", "not found in $PATH", "stat ")
_SIGNS = set(" &|;$<>")


def _check(case: Case) -> Told | None:
    found = not_started(case)
    if not found or not found.name or found.is_shell or not found.why.startswith(_GONE):
        return None
    name = found.name
    if name.startswith("docker-credential-") or "getting credentials" in case.message:
        return None
    if _SIGNS & set(name):
        cause = f"`{name}` is taken for one program's name, since the RUN is a JSON list."
        advice = 'Give each word its own quotes (["tide", "init"]), or write a plain command line.'
    elif name.startswith("/") or "/" in name:
        cause = f"The program `{name}` does not exist in the image, or its interpreter does not."
        advice = (
            "Look at the path; if the file is there, its first line or its loader is missing "
            "(Windows line ends, or a glibc program on Alpine)."
        )
    else:
        cause = f"The program `{name}` is not on PATH in the image."
        advice = f"Install `{name}`, or give its full path."
    return Told(
        cause=cause,
        because=found.because,
        advice=advice,
        commands=(f"ls -l {name}" if "/" in name else f"command -v {name.split()[0]}",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB173",
    name="program-missing",
    title="The program that the RUN names does not exist",
    category=Category.EXEC_MISSING,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A RUN in JSON form starts its first word as a program, without a shell. There is "
            "no such file, or what it needs to start is missing."
        ),
        instruction='RUN ["tide", "init"]',
        example=(
            "OCI runtime create failed: runc create failed: unable to start container process: "
            'exec: "tide": executable file not found in $PATH: unknown'
        ),
        fix="Install the program, or correct its path.",
        exit_code=None,
    ),
)
