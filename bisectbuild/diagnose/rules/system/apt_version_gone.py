"""A version that the Dockerfile pins is no longer in the repository."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.rules.system.renaming import release_of
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"(?:Version|Release) '(?P<version>[^']+)' for '(?P<package>[^']+)' was not found",
    "was not found",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    pins = ", ".join(dict.fromkeys(f"{hit['package']}={hit['version']}" for hit in hits))
    package = hits[0]["package"]
    return Told(
        cause=f"The pinned version is not in the repositories of {release_of(case)}: {pins}.",
        because=proofs(hits),
        advice=f"Pin a version that is there (`apt-cache madison {package}` lists them), its "
        "beginning alone (`=12.*`), or nothing. Distributions keep the newest version alone; "
        "to build the old one again, use a snapshot archive.",
        commands=(f"apt-get update && apt-cache madison {package}", "cat /etc/os-release"),
        confidence=0.93,
    )


RULE = Rule(
    code="BB321",
    name="apt-version-gone",
    title="A pinned version is not in the repository",
    category=Category.PKG_VERSION_GONE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apt-get was asked for one version of a package, and the repositories have only "
        "others: an update replaced it, or the base image moved to another release.",
        instruction="RUN apt-get update && apt-get install -y curl=7.88.1-10",
        example="E: Version '7.88.1-10' for 'curl' was not found",
        fix="Pin a version that is there, or drop the pin.",
        exit_code=100,
    ),
)
