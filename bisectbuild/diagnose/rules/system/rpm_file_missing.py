"""An rpm file that is named by its address cannot be had."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(r"^Cannot open: (?P<url>\S+)\. Skipping\.", "Cannot open: "),
    Signature(r"^Could not open: (?P<url>\S+)$", "Could not open: "),
    Signature(r"^error: skipping (?P<url>\S+) - transfer failed",
              "transfer failed"),
    Signature(r"Status code: (?P<code>\d+) for (?P<url>\S+\.rpm)", "Status code: "),
    Signature(r"^error: open of (?P<url>\S+) failed: (?P<why>.+)", "error: open of"),
    Signature(r"^Can not load RPM file: (?P<url>\S+?)\.?$", "Can not load RPM"),
)  # fmt: skip
_FAILED: Final = Signature(
    r"^(?:Error: |error: |Can not load RPM|Failed to access RPM)", "rror: ", "RPM"
)


def _check(case: Case) -> Told | None:
    end = case.log.tail(15)
    hit = next((hit for line in _LINES if (hit := line.last(end))), None)
    if hit is None or _FAILED.last(end) is None or "[MIRROR]" in hit.line:
        return None
    groups = hit.match.groupdict()
    why = groups.get("code") or groups.get("why") or ""
    return Told(
        cause=f"The package file {hit['url']} cannot be had{f' ({why})' if why else ''}.",
        because=proofs((hit,)),
        advice="Open the address: the repository moved, or no longer has a file for this release. "
        "Write its new address, or an empty variable in it right.",
        commands=(f"curl -fsSIL {hit['url']} | head", "cat /etc/os-release"),
        confidence=0.88,
    )


RULE = Rule(
    code="BB309",
    name="rpm-file-missing",
    title="A package file cannot be had",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="dnf, yum and rpm can install a file by its address. Nothing was there.",
        instruction="RUN yum install -y https://rpm.depot.example/depot-release.rpm",
        example="Cannot open: https://rpm.depot.example/depot-release.rpm. Skipping.\n"
        "Error: Nothing to do",
        fix="Write the file's new address.",
    ),
)
