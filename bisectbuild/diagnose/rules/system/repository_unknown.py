"""A repository, module or group that a command of dnf or yum names is not there."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"^(?:Error: Unknown repo: '(?P<a>[^']+)'"
    r"|Error: No matching repo to modify: (?P<b>\S+?)\.?$"
    r"|No matching repositories for \"(?P<c>[^\"]+)\""
    r"|Error getting repository data for (?P<d>\S+), repository not found"
    r"|Error: Problems in request:\n?.*missing groups or modules: (?P<e>.+)"
    r"|missing groups or modules: (?P<f>.+)"
    r"|Unable to resolve argument (?P<g>\S+)$"
    r"|Module or Group '(?P<h>[^']+)' (?:is not available|does not exist))",
    "rror", "missing groups", "Unable to resolve", "Module or Group", "No matching repositories",
)  # fmt: skip
_NOW: Final = {
    "powertools": "crb on release 9 and later",
    "PowerTools": "powertools on release 8 from 8.3, crb on 9",
    "crb": "powertools on release 8",
    "codeready-builder-for-rhel-9-x86_64-rpms": "crb on CentOS, Rocky Linux and AlmaLinux",
}


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(25))
    if hit is None:
        return None
    name = next(value for value in hit.match.groups() if value)
    hint = f" It is called {_NOW[name]}." if name in _NOW else ""
    return Told(
        cause=f"There is no repository, module or group named {name}.",
        because=proofs((hit,)),
        advice=f"Name one that this release has.{hint} On RHEL and UBI most need a subscription.",
        commands=("cat /etc/os-release", "dnf repolist --all; dnf module list"),
        confidence=0.87,
    )


RULE = Rule(
    code="BB307",
    name="rpm-repository-unknown",
    title="dnf knows no such repository, module or group",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The names of repositories and modules differ between releases: what was "
        "PowerTools is crb since release 9, and release 10 has few modules.",
        instruction="RUN dnf config-manager --set-enabled powertools",
        example="Error: No matching repo to modify: powertools.",
        fix="Use the name that this release has.",
    ),
)
