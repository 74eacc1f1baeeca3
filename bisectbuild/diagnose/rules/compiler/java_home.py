"""JAVA_HOME is not set, or points at nothing."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:(?:ERROR|Error|error): )?(?:JAVA_HOME is (?:not set and no 'java' command could "
    r"be found"
    r"|set to an invalid directory: (?P<folder>\S+)|not defined correctly|not set)"
    r"|The JAVA_HOME environment variable is not (?:defined|set) correctly"
    r"|JAVA_HOME environment variable is not set)"
    r"|^[^\n]{0,200}?(?P<chain>No matching toolchains? (?:found|could be found) for requested "
    r"specification: [^\n]+"
    r"|Cannot find a Java installation on your machine[^\n]*matching[^\n]*)",
    "JAVA_HOME", "matching",
)  # fmt: skip


_LANGUAGE = re.compile(r"languageVersion=(\d+)")


def _wanted(chain: str) -> str:
    found = _LANGUAGE.search(chain)
    return f"Java {found[1]}" if found else "Java installation"


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    folder = hit["folder"]
    if hit["chain"]:
        return Told(
            cause=f"Gradle finds no {_wanted(hit['chain'])} for the toolchain of the build file.",
            because=proofs((hit,)),
            advice="Take a base image with that JDK, or change `languageVersion` in the build.",
            commands=("./gradlew -q javaToolchains", "ls /usr/lib/jvm /opt/java"),
            confidence=0.9,
            category=Category.RUNTIME_VERSION,
        )
    return Told(
        cause=f"JAVA_HOME is {folder}, where no Java is."
        if folder
        else "No Java was found: JAVA_HOME is not set rightly.",
        because=proofs((hit,)),
        advice="Install a JDK, and set `ENV JAVA_HOME=…` to its folder (on arm64 it often has "
        "another name than on amd64).",
        commands=("echo $JAVA_HOME", "ls /usr/lib/jvm /opt/java", "readlink -f $(command -v java)"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB542",
    name="java-home",
    title="No Java where JAVA_HOME points",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A build script looks for Java by JAVA_HOME and finds none.",
        instruction="RUN ./gradlew build",
        example="ERROR: JAVA_HOME is set to an invalid directory: /usr/lib/jvm/java-11-openjdk",
        fix="Install a JDK and set JAVA_HOME to its folder.",
    ),
)
