"""apt knows of a package, and no version of it can be installed."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.rules.system.renaming import listed, release_of, what_became
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"Package '?(?P<package>[\w.+:~-]+)'? has no installation candidate",
    "no installation candidate",
)
_REPLACED: Final = Signature(
    r"^However the following packages? replaces? it:\n(?P<names>(?:  \S.*(?:\n|\Z))+)",
    "However the following",
)
_VIRTUAL: Final = Signature(
    r"^Package (?P<package>\S+) is a virtual package provided by:\n(?P<names>(?:  \S.*(?:\n|\Z))+)",
    "virtual package provided by",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    names = listed(hit["package"] for hit in hits)
    return Told(
        cause=f"No version of {names} can be installed in {release_of(case)}.",
        because=proofs(hits),
        advice=_advice(case, names.split(", ")),
        commands=("cat /etc/os-release", f"apt-cache policy {hits[0]['package']}"),
        confidence=0.87,
    )


def _advice(case: Case, names: list[str]) -> str:
    became = what_became("apt", names)
    replaced = _REPLACED.last(case.log)
    virtual = _VIRTUAL.last(case.log)
    if became and "*" not in became:
        return became
    if replaced is not None:
        return f"Install {' '.join(replaced['names'].split())} in place of {names[-1]}."
    if virtual is not None:
        provider = virtual["names"].split()[0]
        return f"Name one of its providers, for example {provider}, in place of {names[-1]}."
    return (
        f"Take its successor's name or a base image whose release has {names[-1]}; "
        "if it is of a vendor's repository, add that first."
    )


RULE = Rule(
    code="BB302",
    name="apt-no-candidate",
    title="A package has no version to install",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Other packages name this one, so apt knows of it, but no repository of this "
        "release has it: it was dropped or renamed, or lies in a repository that is not enabled.",
        instruction="RUN apt-get update && apt-get install -y python-pip",
        example="Package python-pip is not available, but is referred to by another package.\n"
        "E: Package 'python-pip' has no installation candidate",
        fix="Install its successor, or take a base image of a release that has it.",
        exit_code=100,
    ),
)
