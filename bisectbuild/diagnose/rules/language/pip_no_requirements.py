"""The requirements file that pip is told to read is not in the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import absent, pip_log
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    pip_log.ERROR + r"Could not open requirements file: \[Errno 2\] No such file or directory: "
    r"u?'(?P<path>[^'\n]+)'"
    r"|^error: File not found: `(?P<uv>[^`\n]+)`$",
    "Could not open requirements file",
    "error: File not found",
)
_QUOTED = Signature(
    pip_log.ERROR + r"Invalid requirement: '?(?P<path>[\w./-]+\.txt)'?", "Invalid requirement"
)


def _check(case: Case) -> Told | None:
    for form in (_LINE, _QUOTED):
        hit = form.last(case.log)
        if hit is not None:
            break
    else:
        return None
    if form is _QUOTED:
        path = hit["path"]
        return Told(
            cause=f"pip takes {path} for the name of a package: `-r` is missing before it.",
            because=proofs((hit,)),
            advice=f"Write `pip install -r {path}`.",
            confidence=0.9,
            category=Category.APP_CONFIG,
            fault=Fault.DOCKERFILE,
        )
    path = hit["path"] or hit["uv"]
    return absent.told(case, hit, path, "pip")


RULE = Rule(
    code="BB408",
    name="pip-no-requirements",
    title="The requirements file is not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="pip reads the file inside the image: only what a COPY before it brought is there.",
        instruction="RUN pip install -r requirements.txt",
        example="ERROR: Could not open requirements file: [Errno 2] No such file or directory: "
        "'requirements.txt'",
        fix="COPY the file before the RUN, to the directory that the RUN works in.",
    ),
)
