"""The image has no shell, and a RUN in shell form needs one."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.started import exec_form, not_started

_GONE = ("no such file", "executable file not found", "not found in $PATH", "stat ")


def _check(case: Case) -> Told | None:
    found = not_started(case)
    if not found or not found.is_shell or not found.why.startswith(_GONE):
        return None
    if exec_form(case) and found.name not in case.source:
        return None
    image = f" `{case.base}`" if case.base else ""
    if "$" in case.base:
        return Told(
            cause=f"`FROM {case.base}` left no image, so the stage begins empty, without a shell.",
            because=found.because,
            advice="Give the variable of the FROM a value: a default in its ARG, or --build-arg.",
            confidence=0.85,
            category=Category.ARG_ENV,
        )
    if found.name.endswith("sh") and found.name.rpartition("/")[2] != "sh":
        cause = f"The image{image} has no `{found.name}`, which runs the step."
        advice = f"Install {found.name.rpartition('/')[2]} first, or let SHELL name /bin/sh."
    else:
        cause = f"The image{image} has no shell `{found.name}`, so RUN cannot run a command line."
        advice = (
            'Do the work in an earlier stage and COPY the result, or write RUN ["program", "word"]'
            " (scratch and distroless images hold no shell)."
        )
    return Told(cause=cause, because=found.because, advice=advice, confidence=0.93)


RULE = Rule(
    code="BB172",
    name="shell-missing",
    title="The image has no shell to run the step with",
    category=Category.EXEC_MISSING,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "RUN without a JSON list is run by /bin/sh -c, or by what SHELL names. Images made "
            "from scratch, and distroless ones, hold no shell."
        ),
        instruction="RUN mkdir /data",
        example=(
            "failed to create shim task: OCI runtime create failed: runc create failed: unable "
            'to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory'
        ),
        fix="Do it in a stage that has a shell, and COPY the result.",
        exit_code=None,
    ),
)
