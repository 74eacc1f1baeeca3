"""pip is given a requirements or constraints file that is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import whereabouts
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:ERROR: )?Could not open requirements? ?s?file: \[Errno 2\] No such file or directory: "
    r"u?'(?P<path>[^'\n]+)'"
    r"|^error: File not found: `(?P<uv>[^`\n]+)`",
    "Could not open requirement", "error: File not found",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    path = hit["path"] or hit["uv"]
    return Told(
        cause=f"pip was to read {path}, which is not in the image.",
        because=proofs((hit,)),
        advice=whereabouts(case, path),
        commands=("pwd", "ls -la", f"find / -xdev -name {path.rpartition('/')[2]}"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB624",
    name="requirements-missing",
    title="The requirements file is not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="pip reads the file from the image, so a COPY must bring it before the RUN.",
        instruction="RUN pip install -r requirements.txt",
        example=(
            "ERROR: Could not open requirements file: [Errno 2] No such file or directory: "
            "'requirements.txt'"
        ),
        fix="Write `COPY requirements.txt ./` before the RUN, under the same WORKDIR.",
    ),
)
