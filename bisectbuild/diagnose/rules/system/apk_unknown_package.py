"""apk knows no package of that name in the repositories of this branch of Alpine."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.renaming import listed, release_of, what_became
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"^[ \t]+(?P<package>[\w.+:/@~-]+) \((?:no such package|missing)\):$",
    "no such package", "(missing)",
)  # fmt: skip
_FAILED: Final = Signature(
    r"^ERROR: (?:unable to select packages|unsatisfiable constraints)", "ERROR: un"
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits or _FAILED.last(case.log) is None:
        return None
    names = listed(hit["package"] for hit in hits)
    first = hits[0]["package"]
    return Told(
        cause=f"apk knows no package named {names} in {release_of(case)}.",
        because=proofs(hits),
        advice=what_became("apk", names.split(", "))
        or (
            "Correct the name, or add the repository that has it (community is not in every image; "
            "testing is in edge alone); a newer or older branch of Alpine may have it."
        ),
        commands=("cat /etc/alpine-release /etc/apk/repositories", f"apk search {first}"),
        confidence=0.88,
    )


RULE = Rule(
    code="BB303",
    name="apk-unknown-package",
    title="apk knows no such package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="None of the repositories in /etc/apk/repositories has a package of this name.",
        instruction="RUN apk add --no-cache py-pip",
        example="ERROR: unable to select packages:\n"
        "  py-pip (no such package):\n    required by: world[py-pip]",
        fix="Correct the name or add the repository.",
    ),
)
