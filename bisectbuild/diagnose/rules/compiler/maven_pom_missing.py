"""Maven finds no pom.xml, or not those that one names."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,300}?(?:there is no POM in this directory \((?P<folder>[^)\n]+)\)"
    r"|Child module (?P<module>\S+) of (?P<parent>\S+) does not exist"
    r"|Non-readable POM (?P<unread>[^\n:]+): [^\n]*No such file"
    r"|POM file (?P<file>\S+) specified with the -f/--file command line argument does not exist"
    r"|The specified user settings file does not exist: (?P<settings>\S+))",
    "there is no POM in this directory", "Child module", "Non-readable POM", "POM file",
    "user settings file does not exist",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    path = hit["module"] or hit["unread"] or hit["file"] or hit["settings"]
    return Told(
        cause=f"Maven finds no pom.xml in {hit['folder']}."
        if hit["folder"]
        else f"Maven does not find {path}"
        + (f", which {hit['parent']} names as a module." if hit["module"] else "."),
        because=proofs((hit,)),
        advice=(
            "COPY the pom.xml of the project and of every module before this step, and set WORKDIR "
            "to its folder (or pass `-f`)."
        ),
        commands=("pwd", "ls -la", "find . -name pom.xml"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB545",
    name="maven-pom-missing",
    title="Maven finds no pom.xml",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Maven was run where no pom.xml is, or a module that it names was not copied.",
        instruction="RUN mvn package",
        example="[ERROR] The goal you specified requires a project to execute but there is no POM "
        "in this directory (/app). Please verify you invoked Maven from the correct directory.",
        fix="COPY each pom.xml, and set WORKDIR to the project's folder.",
    ),
)
