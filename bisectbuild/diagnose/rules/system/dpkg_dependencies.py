"""`dpkg -i` was given a package whose dependencies are not installed, or that overwrites files."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_DEPENDS: Final = Signature(
    r"^dpkg: dependency problems prevent configuration of (?P<package>\S+?):\n"
    r"\s+\S+ depends on (?P<needs>[^;]+?)(?:; however:|\.|$)",
    "dependency problems prevent",
)
_BEFORE: Final = Signature(
    r"^dpkg: regarding \S+ containing (?P<package>[^,\s]+), pre-dependency problem:\n"
    r"[ \t]+\S+ pre-depends on (?P<needs>[^\n;]+)",
    "pre-dependency problem",
)
_OVERWRITES: Final = Signature(
    r"trying to overwrite (?:shared )?'(?P<file>[^']+)', which is (?:also in package (?P<other>\S+)"
    r"|different)",
    "trying to overwrite",
)
_ARCHITECTURE: Final = Signature(
    r"package architecture \((?P<has>\w+)\) does not match system \((?P<system>\w+)\)",
    "package architecture",
)


def _check(case: Case) -> Told | None:
    wrong, over, lacks = (
        line.last(case.log.tail(60)) for line in (_ARCHITECTURE, _OVERWRITES, _DEPENDS)
    )
    if wrong is not None:
        return Told(
            cause=f"The .deb is built for {wrong['has']}, and the image is {wrong['system']}.",
            because=proofs((wrong,)),
            advice="Download the package for the architecture that is built: use TARGETARCH or "
            "`dpkg --print-architecture` in its address.",
            commands=("dpkg --print-architecture", "uname -m"),
            confidence=0.95,
            category=Category.PLATFORM,
        )
    if over is not None:
        return Told(
            cause=f"A package wants to overwrite {over['file']} of {over['other'] or 'another'}.",
            because=proofs((over,)),
            advice=f"Remove {over['other'] or 'the other package'} first, or take both packages "
            "from the same repository.",
            commands=(f"dpkg -S {over['file']}", "apt-cache policy"),
            confidence=0.9,
        )
    lacks = lacks or _BEFORE.last(case.log.tail(60))
    if lacks is None:
        return None
    return Told(
        cause=f"{lacks['package']} depends on {lacks['needs']}, and dpkg does not install that.",
        because=proofs((lacks,)),
        advice="Install the file with apt instead, which fetches what it needs: "
        "`apt-get update && apt-get install -y ./FILE.deb`.",
        commands=(f"apt-cache policy {lacks['needs'].split()[0]}", "cat /etc/os-release"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB335",
    name="dpkg-dependencies",
    title="dpkg cannot install the package file",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`dpkg -i` installs the file it is given and nothing else. What the package "
        "depends on must be there.",
        instruction="RUN dpkg -i depot.deb",
        example="dpkg: dependency problems prevent configuration of depot:\n"
        " depot depends on libnss3 (>= 2:3.35); however:\n  Package libnss3 is not installed.\n"
        "dpkg: error processing package depot (--install):",
        fix="Install the file with `apt-get install ./depot.deb`.",
    ),
)
