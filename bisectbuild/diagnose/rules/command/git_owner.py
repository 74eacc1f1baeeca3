"""git refuses a repository that belongs to another user."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"(?:detected dubious ownership in repository at '(?P<path>[^'\n]+)'"
    r"|unsafe repository \('(?P<old>[^'\n]+)' is owned by someone else\))",
    "dubious ownership", "unsafe repository",
)  # fmt: skip
_LAST = 120


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    path = hit["path"] or hit["old"]
    return Told(
        cause=f"git does not trust the repository at {path}, which belongs to another user.",
        because=proofs((hit,)),
        advice=(
            f"Run `git config --global --add safe.directory {path}` before, or copy it with "
            "`--chown` to the user of the step."
        ),
        commands=(f"ls -ld {path} {path}/.git", "id"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB691",
    name="git-owner",
    title="git does not trust a repository of another user",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Since 2022 git refuses to work in a directory that another user owns.",
        instruction="RUN git rev-parse HEAD > /srv/version",
        example="fatal: detected dubious ownership in repository at '/src/otter'",
        fix="Add the directory to `safe.directory`, or give it to the step's user.",
        exit_code=128,
    ),
)
