"""dnf or yum cannot install a package together with what it depends on."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_CURL: Final = Signature(
    r"package (?P<minimal>(?:lib)?curl-minimal|coreutils-single)-\S+ .*conflicts with "
    r"(?P<full>curl|libcurl|coreutils)\b",
    "-minimal-", "coreutils-single",
)  # fmt: skip
_LINES: Final = (
    Signature(r"nothing provides (?P<needs>.+?) needed by (?P<package>\S+)", "nothing provides"),
    Signature(
        r"package (?P<package>\S+) (?:from \S+ )?(?:requires|conflicts with) (?P<needs>.+?), but",
        "requires", "conflicts with",
    ),
    Signature(r"package (?P<package>\S+) (?:from \S+ )?conflicts with (?P<needs>\S+)", "conflicts"),
    Signature(r"^Error: Package: (?P<package>\S+) .*\n[ \t]+Requires: (?P<needs>.+)$", "Requires:"),
    Signature(r"package (?P<package>\S+) (?:from \S+ )?is filtered out by (?P<needs>modular"
              r"|exclude) filtering", "filtered out"),
    Signature(r"cannot install both (?P<package>\S+) .*and (?P<needs>\S+)", "cannot install both"),
)  # fmt: skip
_FAILED: Final = Signature(
    r"^[ \t]*(?:Error: ?$|Error: Package: |Error: Could not depsolve transaction"
    r"|Failed to resolve the transaction:|Problem(?: \d+)?: "
    r"|error: Could not depsolve transaction|Error: \n?Problem)",
    "rror", "Problem", "Failed to resolve",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    end = case.log.tail(60)
    failed = _FAILED.last(end)
    hit = next((hit for line in _LINES if (hit := line.first(end))), None)
    if failed is None or hit is None or "Solution 1:" in end.text:
        return None
    curl = _CURL.first(end)
    if curl is not None:
        return Told(
            cause=f"{curl['full']} clashes with {curl['minimal']}, which the base image has.",
            because=proofs((curl,)),
            advice=f"Leave {curl['full']} out (the smaller package has the command too), or give "
            "dnf `--allowerasing`, or run "
            f"`dnf swap -y {curl['minimal']} {curl['full']}`.",
            commands=("cat /etc/os-release", f"rpm -q {curl['minimal']}"),
            confidence=0.95,
        )
    return Told(
        cause=f"{hit['package']} cannot be installed: it needs or excludes {hit['needs']}.",
        because=proofs((hit,)),
        advice="Enable the repository that has it (EPEL, CRB or PowerTools), reset a module that "
        "hides it (`dnf module reset NAME`), and use packages of the image's own release; "
        "`--allowerasing` lets dnf replace what is in the way.",
        commands=("cat /etc/os-release", "dnf repolist; dnf module list --enabled"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB333",
    name="rpm-conflict",
    title="dnf or yum cannot meet the dependencies of a package",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A package needs something that no enabled repository provides, or clashes with "
        "one that is installed.",
        instruction="RUN dnf install -y curl",
        example="Error: \n Problem: problem with installed package curl-minimal-7.76.1-26.el9\n"
        "  - package curl-minimal-7.76.1-26.el9.x86_64 from @System conflicts with curl provided "
        "by curl-7.76.1-29.el9.x86_64 from baseos",
        fix="Enable the missing repository, or allow dnf to replace what is in the way.",
    ),
)
