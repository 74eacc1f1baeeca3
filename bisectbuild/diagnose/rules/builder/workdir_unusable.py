"""The working directory of a step cannot be made or entered."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import sources
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINES = (
    Signature(r"working dir (?P<path>\S+) points to invalid target"),
    Signature(r"failed to create working directory (?P<path>[^\s:]+)(?:: (?P<why>[^\n]+))?"),
    Signature(r'chdir to cwd \(\\?"(?P<path>[^"\\\n]+)\\?"\)[^\n]*?failed: (?P<why>[^\n"]+)'),
    Signature(r"mkdir (?P<path>/\S+): (?P<why>not a directory|file exists)"),
    Signature(r"[Cc]annot mkdir: (?P<path>\S+) is not a directory"),
    Signature(r"the working directory '(?P<path>[^'\n]+)' is invalid, it needs to be an absolute"),
)


def _check(case: Case) -> Told | None:
    heard = hear(case, *_LINES)
    if not heard or case.exit_code is not None or case.keyword in {"COPY", "ADD"}:
        return None
    path, why = sources.in_image(heard["path"]), heard["why"]
    if "permission denied" in why:
        cause = f"The user of the step may not enter the working directory `{path}`."
        advice = "Give it to that user (`chown`) before USER, or choose another WORKDIR."
    else:
        cause = f"The working directory `{path}` cannot be made: a file or bad link is in its way."
        advice = "Choose another WORKDIR, or remove what is in its way in a RUN before."
    return Told(
        cause=cause,
        because=heard.because,
        advice=advice,
        commands=(f"ls -ld {path}", "id"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB179",
    name="workdir-unusable",
    title="The working directory cannot be made or entered",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "WORKDIR names a path of which a part is a file or a link to nowhere, or a directory "
            "that the user of the step may not enter."
        ),
        instruction="WORKDIR /etc/passwd/kiosk",
        example="failed to create working directory /etc/passwd/kiosk: not a directory",
        fix="Choose another directory.",
        exit_code=None,
    ),
)
