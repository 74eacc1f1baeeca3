"""A package manager of another distribution is called."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.missing import Absence, missing

_OF = {
    "apk": "Alpine",
    "apt": "Debian and Ubuntu",
    "apt-get": "Debian and Ubuntu",
    "apt-cache": "Debian and Ubuntu",
    "dpkg": "Debian and Ubuntu",
    "yum": "RPM distributions",
    "dnf": "RPM distributions",
    "microdnf": "minimal RPM images",
    "tdnf": "Photon and Azure Linux",
    "rpm": "RPM distributions",
    "zypper": "SUSE",
    "pacman": "Arch Linux",
}


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.MANAGER)
    if found is None or found.name not in _OF:
        return None
    image = case.base or "the base image"
    return Told(
        cause=f"{found.name} is the package manager of {_OF[found.name]}, and {image} has none.",
        because=found.proofs,
        advice=_advice(case, found.name),
        commands=("cat /etc/os-release", "command -v apt-get apk dnf microdnf yum zypper pacman"),
        confidence=found.confidence,
    )


def _advice(case: Case, name: str) -> str:
    facts = case.facts
    if facts.release and facts.manager:
        return f"The image is {facts.release.name}: write the line for {facts.manager}."
    return (
        f"Write the line for the package manager that the image has, or take a base image of "
        f"{_OF[name]}. A tag such as `latest` may have moved to another distribution, and "
        "distroless or hardened images have no package manager at all."
    )


RULE = Rule(
    code="BB605",
    name="wrong-package-manager",
    title="The image has another package manager",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Each distribution has its own package manager: apk, apt-get, dnf.",
        instruction="RUN apk add --no-cache tini",
        example="/bin/sh: 1: apk: not found",
        fix="Use the package manager of the base image, or take the image's other variant.",
        exit_code=127,
    ),
)
