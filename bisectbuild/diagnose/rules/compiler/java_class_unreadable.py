"""Gradle or a plugin is older than the Java that runs it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.java_release import of_class_file
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,500}?(?:Unsupported class file major version (?P<major>\d+)"
    r"|Could not determine java version from '(?P<java>[^'\n]+)'"
    r"|BUG! exception in phase 'semantic analysis' in source unit '_BuildScript_')",
    "Unsupported class file major version", "Could not determine java version", "BUG! exception "
    "in phase",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    hit = next((each for each in hits if each["major"] or each["java"]), hits[0])
    java = hit["java"] or of_class_file(hit["major"])
    return Told(
        cause=f"The build tool or a plugin of it is too old to run on Java {java}."
        if java
        else "The build tool is too old for the Java that runs it.",
        because=proofs((hit,)),
        advice=(
            "Take a base image with an older JDK, or raise the tool: "
            "`gradle/wrapper/gradle-wrapper.properties`, or the plugin (ASM, JaCoCo, Spring) in "
            "the "
            "build file."
        ),
        commands=("java -version", "grep distributionUrl gradle/wrapper/gradle-wrapper.properties"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB540",
    name="java-class-unreadable",
    title="Java is too new for the build tool",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Gradle, Groovy and plugins that read class files know the releases of Java of "
        "their own time.",
        instruction="RUN ./gradlew build",
        example="> Unsupported class file major version 65",
        fix="Take an older JDK for the build, or a newer Gradle or plugin.",
    ),
)
