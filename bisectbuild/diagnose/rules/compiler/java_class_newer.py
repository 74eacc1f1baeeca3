"""A class was compiled for a newer Java than the one that reads it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.java_release import of_class_file
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,800}?(?:(?P<name>[\w./$-]+) has been compiled by a more recent version of the Java "
    r"Runtime \(class file version (?P<version>[\d.]+)\)[^\n]*? up to (?P<most>[\d.]+\d)"
    r"|UnsupportedClassVersionError: (?P<older>[\w./$-]+) : Unsupported major\.minor version "
    r"(?P<old>[\d.]+)"
    r"|class file has wrong version (?P<wrong>[\d.]+), should be (?P<should>[\d.]+\d))",
    "has been compiled by a more recent", "UnsupportedClassVersionError",
    "class file has wrong version",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    wanted = of_class_file(hit["version"] or hit["old"] or hit["wrong"])
    found = of_class_file(hit["most"] or hit["should"])
    name = (hit["name"] or hit["older"]).replace("/", ".") or "A class of a library"
    return Told(
        cause=f"{name} was compiled for Java {wanted}, and "
        + (f"Java {found} reads it." if found else "an older Java reads it."),
        because=proofs((hit,)),
        advice=(
            f"Take a base image with Java {wanted} or newer for this step, or a release of the "
            "library or tool that is made for the older one."
        ),
        commands=("java -version", "echo $JAVA_HOME", "ls /usr/lib/jvm"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB539",
    name="java-class-newer",
    title="A class needs a newer Java",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A library or tool was compiled for a newer Java than the image runs.",
        instruction="RUN java -jar tool.jar",
        example=(
            "java.lang.UnsupportedClassVersionError: lamp/Main has been compiled by a more recent "
            "version of the Java Runtime (class file version 61.0), this version of the Java "
            "Runtime only recognizes class file versions up to 52.0"
        ),
        fix="Take an image with that Java, or an older release of the library.",
    ),
)
