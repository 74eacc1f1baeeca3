"""SwiftPM finds no Package.swift, or no set of packages that go together."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:swift-(?:build|package): )?error: (?P<text>(?P<none>[Cc]ould not find "
    r"Package\.swift[^\n]*|root manifest not found[^\n]*)"
    r"|(?:Dependencies could not be resolved because|the package dependency graph could not be "
    r"resolved)[^\n]*|unsatisfiable$"
    r"|dependency graph is unresolvable[^\n]*|product '[^'\n]+' required by package "
    r"'[^'\n]+'[^\n]* not found[^\n]*"
    r"|[Tt]he package at [^\n]+ has no Package\.swift[^\n]*|no such module '[^'\n]+')",
    "error: ",
)
_MANIFEST = Signature(r"\bswift (?:build|package|run|test)\b|swift-build|swift-package|\bvapor\b")


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or not (_MANIFEST.within(case.script) or "swift" in case.log.text):
        return None
    if hit["none"]:
        return Told(
            cause="SwiftPM finds no Package.swift in the folder where it runs or above it.",
            because=proofs((hit,)),
            advice="COPY Package.swift and Package.resolved before this step, and set WORKDIR.",
            commands=("pwd", "ls -la"),
            confidence=0.95,
            category=Category.FILE_MISSING,
            fault=Fault.DOCKERFILE,
        )
    return Told(
        cause=f"SwiftPM cannot bring the packages together: {short(hit['text'])}.",
        because=proofs((hit,)),
        advice="Commit Package.resolved and copy it, raise the bounds in Package.swift, or take "
        "the "
        "Swift image that the packages are made for.",
        commands=("swift --version", "swift package show-dependencies"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB599",
    name="swift-package",
    title="SwiftPM cannot resolve the packages",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="No versions of the packages suit all that ask for them, or no manifest is there.",
        instruction="RUN swift build -c release",
        example="error: Dependencies could not be resolved because root depends on 'kelp' "
        "2.0.0..<3.0.0.",
        fix="Copy Package.resolved, or raise the bounds in Package.swift.",
    ),
)
