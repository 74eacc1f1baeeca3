"""apt knows no package of that name in this release."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"^E: Unable to locate package (?P<package>\S+)", "Unable to locate package")


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    names = ", ".join(dict.fromkeys(hit["package"] for hit in hits))
    first = hits[0]["package"]
    return Told(
        cause=f"apt knows no package named {names} in this image's release.",
        because=proofs(hits),
        advice=(
            "Run `apt-get update` in the same RUN before `apt-get install`; "
            "if it is there, correct the name or take a base image whose release has it."
        ),
        commands=("cat /etc/os-release", f"apt-get update && apt-cache search {first}"),
    )


RULE = Rule(
    code="BB301",
    name="apt-unknown-package",
    title="apt knows no such package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apt looked in the package index of the image and found no package of this name.",
        instruction="RUN apt-get install -y colordif",
        example="Reading package lists...\nE: Unable to locate package colordif",
        fix="Correct the name, and run `apt-get update` in the same RUN.",
        exit_code=100,
    ),
)
