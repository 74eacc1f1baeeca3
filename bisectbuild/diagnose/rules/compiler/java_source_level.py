"""This Java does not compile for so old a release any more."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,300}?(?P<kind>Source|Target) option (?P<wanted>[\d.]+) is no longer supported\. "
    r"Use (?P<least>[\d.]+\d|\d) or",
    "is no longer supported. Use",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"The build asks for Java {hit['wanted']}, and this JDK compiles for "
        f"{hit['least']} and later.",
        because=proofs((hit,)),
        advice=(
            f"Set source and target (maven.compiler.source/target) to {hit['least']}, or take a "
            "base image with an older JDK."
        ),
        commands=("javac -version", "grep -nE 'source|target|release' pom.xml build.gradle"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB538",
    name="java-source-level",
    title="Java does not compile for so old a release",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Each JDK drops the oldest releases that it can compile for.",
        instruction="RUN mvn package",
        example="[ERROR] Source option 5 is no longer supported. Use 8 or later.",
        fix="Raise source and target in the build file, or take an older JDK.",
    ),
)
