"""The first error of a compiler for the JVM: Java, Kotlin, Scala, Groovy, Clojure."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[ \t]*(?:\[(?:ERROR|error)\] )?(?:(?:\[javac\] "
    r")?(?P<java>[^\s:\[]+\.java):(?:\[(?P<column>\d+),\d+\]|(?P<row>\d+):)"
    r" (?P<text>(?!warning|\[)\S[^\n]*)"
    r"|e: (?:file://)?(?P<kotlin>[^\s:]+\.kts?):(?: \((?P<old>\d+), \d+\):|(?P<new>\d+):\d+:?) "
    r"(?P<said>\S[^\n]*)"
    r"|-- (?:\[E\d+\] )?(?P<kind>[\w ]*Error): (?P<scala3>[^\s:]+\.scala):(?P<line3>\d+):\d+ -*"
    r"|(?P<scala>[^\s:]+\.scala):(?P<line>\d+):(?:\d+:)? (?:error: )?(?P<told>(?!warning)\S[^\n]*)"
    r"|(?:build file '[^'\n]+': )?(?P<groovy>[^\s:']+\.groovy): (?P<at>\d+): "
    r"(?P<words>\S[^\n]*)"
    r"|(?:Syntax error|Exception)[^\n]*?(?:compiling|reading source)[^\n]*? at "
    r"\((?P<clojure>[^\s:]+\.cljc?):(?P<mark>\d+):\d+\))",
    ".java:", "e: ", ".scala:", ".groovy: ", ".clj",
)  # fmt: skip
_SURE = Signature(
    r"COMPILATION ERROR|compilation error|Compilation failed|Compilation error|[cC]ompileJava"
    r"|compileKotlin"
    r"|compileScala"
    r"|\d+ errors?$|compileIncremental|Syntax error|testCompile|errors? found|:compile"
)
_OTHERS: Final = re.compile(
    r"package (?:javax\.(?:xml|jws|activation|annotation|transaction)|sun\.misc|javafx)\S* does "
    r"not exist"
    r"|^cannot access |^at |^\d"
)
_FILES: Final = ("java", "kotlin", "scala3", "scala", "groovy", "clojure")
_ROWS: Final = ("column", "row", "old", "new", "line3", "line", "at", "mark")
_TEXTS: Final = ("text", "said", "told", "words", "kind")


def _check(case: Case) -> Told | None:
    hits = (
        hit
        for hit in _LINE.hits(case.log)
        if hit["java"]
        or hit["kotlin"]
        or "[error]" in hit.line
        or "error:" in hit.line
        or hit["groovy"]
        or hit["clojure"]
    )
    hit = next(hits, None)
    if hit is None or _SURE.first(case.log) is None or _OTHERS.search(_one(hit, _TEXTS)):
        return None
    text = _one(hit, _TEXTS).removeprefix("error: ")
    place = f"{_one(hit, _FILES)}:{_one(hit, _ROWS)}"
    return Told(
        cause=f"The compiler refuses {place}" + (f": {short(text)}." if text else "."),
        because=proofs((hit,)),
        advice=(
            "Mend that line; where a symbol or package is not found, its library is missing in the "
            "build file or its sources were not copied or generated."
        ),
        commands=("java -version", f"sed -n '{_one(hit, _ROWS)}p' {_one(hit, _FILES)}"),
        confidence=0.8,
    )


def _one(hit: Hit, names: tuple[str, ...]) -> str:
    return next((hit[name] for name in names if hit[name]), "")


RULE = Rule(
    code="BB544",
    name="jvm-compile",
    title="A Java, Kotlin or Scala source does not compile",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The compiler stops at a source; the first error is the cause.",
        instruction="RUN mvn -B package",
        example=(
            "[ERROR] COMPILATION ERROR :\n"
            "[ERROR] /app/src/main/java/Lamp.java:[12,9] cannot find symbol"
        ),
        fix="Mend the source, or add what it imports to the build file.",
    ),
)
