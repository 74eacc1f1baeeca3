"""A package manager is run by a user that is not root."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.before import user
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^E: (?:Could not open lock file (?P<lock>\S+) - open \(13: Permission denied\)"
    r"|Unable to acquire the dpkg frontend lock \([^)]*\), are you root\?"
    r"|Unable to lock the administration directory \([^)]*\), are you root\?"
    r"|List directory \S+ is missing\. - Acquire \(13: Permission denied\))"
    r"|^dpkg: error: requested operation requires superuser privilege"
    r"|^ERROR: Unable to lock database: Permission denied"
    r"|^Error: This command has to be run with superuser privileges"
    r"|^You need to be root to perform this command"
    r"|^Error: Failed to create directory .*: Permission denied|^error: you cannot perform this "
    r"operation unless you are root",
    "denied", "root", "superuser",
)  # fmt: skip
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    who = user(case) or (f"the image {case.base} sets a user" if case.base else "")
    return Told(
        cause=f"The package manager needs root, and {who or 'this step runs as another user'}.",
        because=proofs((hit,)),
        advice="Write `USER root` before this RUN, and the image's own USER again after it.",
        commands=("id",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB631",
    name="manager-needs-root",
    title="Packages are installed by a user that is not root",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A USER line, or the base image itself, has the step run as a user that may not "
            "write where packages are installed."
        ),
        instruction="RUN apt-get update && apt-get install -y tini",
        example=(
            "Reading package lists...\n"
            "E: List directory /var/lib/apt/lists/partial is missing. - Acquire (13: Permission "
            "denied)"
        ),
        fix="Install as root: `USER root` before, and the other user again after.",
        exit_code=100,
    ),
)
