"""A tool that looks for known vulnerabilities found some, and ends the step with that."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

# An install prints npm's line too, and ends well: the command must be the audit.
_NPM = Signature(
    r"^(?P<count>\d+) (?:(?:low|moderate|high|critical)(?: severity)? )?vulnerabilit(?:y|ies)\b"
    r"|^(?P<found>\d+) vulnerabilities found",
    "vulnerabilit",
)
_AUDIT = re.compile(r"\b(?:npm|pnpm|yarn|bun)(?: npm)? audit\b(?! fix)")
_OTHERS = Signature(
    r"^(?:Found (?P<pip>\d+) known vulnerabilit(?:y|ies) in \d+ package"
    r"|error: (?P<cargo>\d+) vulnerabilit(?:y|ies) found!"
    r"|Found (?P<composer>\d+) security vulnerability advisor(?:y|ies) affecting"
    r"|(?P<bundle>Vulnerabilities) found!$)",
    "known vulnerabilit", "found!", "security vulnerability",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    end = case.log.tail(15)
    hit = _OTHERS.last(end) or (_NPM.last(end) if _AUDIT.search(case.source) else None)
    if hit is None:
        return None
    count = next((text for text in hit.match.groups() if text and text.isdigit()), "")
    return Told(
        cause="The audit found vulnerabilities in the project's packages"
        f"{f' ({count})' if count else ''}, and fails the step.",
        because=proofs((hit,)),
        advice=(
            "Raise the packages that it lists, or have a fixed one by an override. An audit asks "
            "a list that grows each day: run it beside the image's build, not within."
        ),
        confidence=0.9,
    )


RULE = Rule(
    code="BB722",
    name="audit-findings",
    title="An audit found vulnerabilities",
    category=Category.GUARD,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="npm audit, pip-audit, cargo audit and their like end with a code of failure where "
        "a package of the project is known to be vulnerable.",
        instruction="RUN npm audit --audit-level=high",
        example="# npm audit report\n\n3 high severity vulnerabilities",
        fix="Raise the packages, or run the audit outside of the image's build.",
    ),
)
