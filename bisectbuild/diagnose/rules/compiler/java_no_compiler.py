"""The image has a Java runtime without a compiler."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,300}?(?:No compiler is provided in this environment\. Perhaps you are running on "
    r"a JRE"
    r"|Could not find tools\.jar|does not provide the required capabilities: \[JAVA_COMPILER"
    r"|Unable to locate the Javac Compiler in|Cannot find System Java Compiler"
    r"|Perhaps JAVA_HOME does not point to the JDK)",
    "No compiler is provided", "tools.jar", "JAVA_COMPILER", "Javac Compiler", "System Java "
    "Compiler",
    "does not point to the JDK",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    return Told(
        cause="The image has a Java runtime (JRE) without the compiler that the build needs.",
        because=proofs((hit,)),
        advice="Take a base image with the JDK (`eclipse-temurin:…-jdk`). "
        + add(case, packages("default-jdk-headless", "openjdk17-jdk", "java-17-openjdk-devel")),
        commands=("command -v javac", "echo $JAVA_HOME", "ls $JAVA_HOME/bin"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB541",
    name="java-no-compiler",
    title="The image has a JRE and no JDK",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Compiling needs a JDK; a JRE, or a JAVA_HOME that points at one, is not enough.",
        instruction="RUN mvn package",
        example="[ERROR] No compiler is provided in this environment. "
        "Perhaps you are running on a JRE rather than a JDK?",
        fix="Install the JDK, or take a base image with one.",
    ),
)
