"""The project is made for a newer Java than the image has."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.java_release import plain
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,300}?(?:error: release version (?P<release>\d+) not supported"
    r"|invalid (?:target|source) release: (?P<target>[\d.]+)"
    r"|(?P<flag>invalid flag: --release)"
    r"|Could not target platform: 'Java SE (?P<platform>[\d.]+)' using tool chain: 'JDK "
    r"(?P<chain>[\d.]+)"
    r"|requires at least JVM runtime version (?P<runtime>\d+)\. This build uses a Java "
    r"(?P<uses>\d+) JVM"
    r"|requires (?:JVM|Java) (?P<gradle>\d+)(?: or later)? to run\. (?:Your build is currently "
    r"configured to use "
    r"JVM|You are currently using Java) (?P<running>\d+)"
    r"|compatible with Java (?P<needs>\d+)[^\n]*? and the consumer needed [^\n]*?compatible "
    r"with Java (?P<has>\d+)"
    r"|[Uu]nknown JVM target version: (?P<kotlin>[\d.]+))",
    "not supported", "release: ", "--release", "Could not target platform", "JVM", "compatible "
    "with Java",
    "to run.",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    names = ("release", "target", "platform", "runtime", "gradle", "needs", "kotlin")
    wanted = plain(next((hit[name] for name in names if hit[name]), "9"))
    found = plain(
        hit["chain"] or hit["uses"] or hit["running"] or hit["has"] or ("8" if hit["flag"] else "")
    )
    what = (
        "The build passes --release, which is new in Java 9"
        if hit["flag"]
        else (f"The build needs Java {wanted}")
    )
    return Told(
        cause=f"{what}, and " + (f"Java {found} runs it." if found else "an older one runs it."),
        because=proofs((hit,)),
        advice=(
            f"Take a base image with JDK {wanted} or newer (`eclipse-temurin:{wanted}-jdk`, the "
            f"maven or gradle image with jdk{wanted}), or lower the release in the build file."
        ),
        commands=("java -version", "javac -version", "echo $JAVA_HOME", "mvn -version"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB537",
    name="java-too-old",
    title="Java is too old",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The build file asks for a newer release of Java than the JDK in the image.",
        instruction="RUN mvn -B package",
        example=(
            "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.11.0:"
            "compile (default-compile) on project lamp: Fatal error compiling: "
            "error: release version 21 not supported -> [Help 1]"
        ),
        fix="Take an image with that JDK, or lower the release in the build file.",
    ),
)
