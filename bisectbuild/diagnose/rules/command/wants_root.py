"""A program of the step says that it must be run by root."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.before import user
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:must be (?:run |executed )?(?:as|by) (?:the )?(?:root|superuser)"
    r"|must be root\b|[Pp]lease (?:re-?)?run (?:this |it )?(?:\w+ )?as root"
    r"|requires? root (?:privileges|access|permissions)|needs? to be run as root"
    r"|[Oo]nly root can|superuser privileges|not running as root).*$",
    "root", "superuser",
)  # fmt: skip
# Told of with what they wanted to do.
_OTHERS = ("superuser privileges (", "tables v", "mount:")


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 5))
    if hit is None or "arning" in hit.line[:12] or any(word in hit.line for word in _OTHERS):
        return None
    who = user(case)
    return Told(
        cause=f"A program of the step must be run by root{f', and {who}' if who else ''}.",
        because=proofs((hit,)),
        advice="Write `USER root` before this line, and the image's own USER again after it.",
        commands=("id",),
        confidence=0.75,
    )


RULE = Rule(
    code="BB638",
    name="wants-root",
    title="A program must be run by root",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A USER line, or the base image, has the step run as another user.",
        instruction="RUN ./depot-installer",
        example="depot-installer: this program must be run as root",
        fix="Write `USER root` before the step.",
    ),
)
