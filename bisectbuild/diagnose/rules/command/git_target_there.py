"""git clone is to fill a directory that holds something."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*fatal: destination path '(?P<path>[^'\n]+)' already exists and is not an empty directory",
    "destination path",
)
_LAST = 120


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    path = hit["path"]
    return Told(
        cause=f"git clone cannot fill {path}, which exists and is not empty.",
        because=proofs((hit,)),
        advice=(
            f"Clone into another directory, remove {path} before, or leave the clone out where a "
            "COPY brings the code already."
        ),
        commands=(f"ls -la {path}",),
        confidence=0.9 if hit.number >= case.log.total - 1 else 0.6,
    )


RULE = Rule(
    code="BB693",
    name="git-target-there",
    title="git clone meets a directory that is not empty",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="An earlier line, a COPY or the base image put something there.",
        instruction="RUN git clone https://code.example/depot/otter.git .",
        example="fatal: destination path '.' already exists and is not an empty directory.",
        fix="Clone into a directory of its own.",
        exit_code=128,
    ),
)
