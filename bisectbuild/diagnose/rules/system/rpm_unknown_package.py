"""dnf, yum or microdnf knows no package of that name."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.renaming import listed, release_of, what_became
from bisectbuild.diagnose.signature import Signature

_NAME: Final = r"(?P<package>[\w.+:*@-]+)"
_LINES: Final = (
    Signature(rf"^No match for argument: {_NAME}", "No match for argument"),
    Signature(rf"^No package {_NAME} available\.", "No package"),
    Signature(rf"^error: No package matches '{_NAME}'", "No package matches"),
)
_NAMED: Final = Signature(r"^Error: Unable to find a match: (?P<names>.+)$", "find a match")
_FAILED: Final = Signature(
    r"^(?:Error: (?:Unable to find a match|Nothing to do|Not tolerating missing names)"
    r"|error: No package matches|Failed to resolve the transaction"
    r"|Error: No packages? (?:marked|to))",
    "rror: ", "Failed to resolve",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    failed = _FAILED.last(case.log.tail(25))
    if failed is None:
        return None
    hits = [hit for line in _LINES for hit in line.hits(case.log)]
    named = _NAMED.last(case.log)
    if not hits and named is None:
        return None
    said = named["names"].split() if named else [hit["package"] for hit in hits]
    names = listed(said)
    return Told(
        cause=f"The package manager knows no package named {names} in {release_of(case)}.",
        because=proofs([*hits, failed]),
        advice=what_became("dnf", said)
        or (
            "Correct the name, or enable the repository that has it: EPEL "
            "(`dnf install -y epel-release`), CRB (`dnf config-manager --set-enabled crb`), or "
            "the vendor's."
        ),
        commands=("cat /etc/os-release", f"dnf repolist; dnf search {said[0]}"),
        confidence=0.87,
    )


RULE = Rule(
    code="BB304",
    name="rpm-unknown-package",
    title="dnf or yum knows no such package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="No enabled repository has a package of this name. Many packages are in EPEL or "
        "CRB (PowerTools), which images have not enabled.",
        instruction="RUN dnf install -y htop",
        example="No match for argument: htop\nError: Unable to find a match: htop",
        fix="Enable the repository, or correct the name.",
    ),
)
