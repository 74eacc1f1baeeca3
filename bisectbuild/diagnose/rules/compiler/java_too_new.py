"""Newer Java closed, or removed, what the build uses."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_CLOSED = Signature(
    r"^[^\n]{0,400}?(?:(?P<module>module (?P<name>[\w.]+) does not \"?(?:opens|exports?) "
    r"\"?(?P<package>[\w.]+))"
    r"|InaccessibleObjectException: (?:[^\n]*?does not \"?opens \"?(?P<opened>[\w.]+))?"
    r"|NoSuchFieldError: (?P<lombok>Class com\.sun\.tools\.javac\.\S+|\S*JCImport\S*"
    r"|com\.sun\.tools\.javac\S+)"
    r"|ExceptionInInitializerError:? (?P<tag>com\.sun\.tools\.javac\.code\.TypeTag :: UNKNOWN))",
    "TypeTag :: UNKNOWN", "does not", "InaccessibleObjectException", "NoSuchFieldError",
)  # fmt: skip
_REMOVED = Signature(
    r"^[^\n]{0,400}?(?:package (?P<package>javax\.(?:xml\.bind|xml\.ws|jws|activation|annotation"
    r"|transaction)|"
    r"com\.sun\.image\.codec\S*|sun\.misc\.BASE64\w+|javafx)[\w.]* does not exist"
    r"|NoClassDefFoundError: (?P<lost>javax/(?:xml/bind|xml/ws|activation|annotation)/\w+)"
    r"|ClassNotFoundException: (?P<class>javax\.(?:xml\.bind|xml\.ws|activation|annotation)\.\w+))",
    "does not exist", "NoClassDefFoundError", "ClassNotFoundException",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _REMOVED.first(case.log)
    if hit is not None:
        name = (hit["package"] or hit["lost"] or hit["class"]).replace("/", ".")
        return Told(
            cause=f"{name} is not part of Java any more: it left the JDK with Java 11.",
            because=proofs((hit,)),
            advice="Take a base image with JDK 8, or add the library that brings it "
            "(jakarta.xml.bind-api, jakarta.annotation-api, …) to the build file.",
            commands=(
                "java -version",
                f"grep -rn {name.rpartition('.')[0] or name} --include=*.java . | head",
            ),
            confidence=0.8,
        )
    hit = _CLOSED.first(case.log)
    if hit is None:
        return None
    package = hit["package"] or hit["opened"]
    what = f"the package {package}" if package else "internals of the JDK"
    inside = hit["lombok"] or hit["tag"]
    if inside:
        what = "javac's internals, which this JDK changed (mostly Lombok)"
    return Told(
        cause=f"The build reaches into {what}"
        + ("." if inside else ", which this Java keeps closed."),
        because=proofs((hit,)),
        advice="Raise the library or plugin that does it (Lombok, Gradle, a processor), take a "
        "base image with an older JDK, or open the package with `--add-opens` (MAVEN_OPTS).",
        commands=("java -version", "mvn -version", "grep -n lombok pom.xml build.gradle*"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB543",
    name="java-too-new",
    title="Java is too new for what the build uses",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Java 11 removed the packages of Java EE, and Java 16 closed its internals; older "
        "libraries use both.",
        instruction="RUN mvn package",
        example="[ERROR] /app/src/Lamp.java:[3,22] package javax.xml.bind does not exist",
        fix="Take an older JDK, or add or raise the library.",
    ),
)
