"""apt knows no package of that name in this release."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR, is_update_missing
from bisectbuild.diagnose.rules.system.renaming import listed, release_of, what_became
from bisectbuild.diagnose.signature import Signature

_NAME: Final = r"(?P<package>[\w.+:*~-]+)"
_LINES: Final = (
    Signature(ERROR + rf"Unable to locate package {_NAME}", "Unable to locate package"),
    Signature(ERROR + rf"Couldn't find any package (?:by (?:regex|glob) '|whose name or "
              rf"description matched \"){_NAME}", "Couldn't find any package"),
    # Chinese, Japanese, German, French, Spanish, Portuguese.
    Signature(
        rf"^E: (?:无法定位软件包 |パッケージ |Paket |Impossible de trouver le paquet "
        rf"|No se ha podido localizar el paquete |Impossível encontrar o pacote ){_NAME}"
        r"(?: が見つかりません| kann nicht gefunden werden)?",
        "E: ",
    ),
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = [hit for line in _LINES for hit in line.hits(case.log)]
    if not hits:
        return None
    names = listed(hit["package"] for hit in hits)
    first = hits[0]["package"]
    return Told(
        cause=f"apt knows no package named {names} in {release_of(case)}.",
        because=proofs(hits),
        advice=_advice(case, names),
        commands=("cat /etc/os-release", f"apt-get update && apt-cache search {first}"),
        confidence=0.85,
    )


def _advice(case: Case, names: str) -> str:
    if case.facts.index_present is False or is_update_missing(case):
        return (
            "Run `apt-get update` in the same RUN before `apt-get install`: "
            "images come without a package index."
        )
    became = what_became("apt", names.split(", "))
    if became:
        return became
    return (
        "Correct the name, enable the component or repository that has it, or take a base image "
        "whose release has it; `apt-get update` must run in the same RUN before."
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
