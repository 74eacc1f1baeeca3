"""A program of the Java or .NET machine ended with an exception."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^Exception in thread \"(?P<thread>[^\"\n]+)\" (?P<type>[\w.$]+)(?:: (?P<text>.*))?$"
    r"|^Unhandled exception\. (?P<net>[\w.`]+)(?:: (?P<said>.*))?$"
    r"|^Error: (?P<main>Could not find or load main class \S+|Unable to initialize main class \S+)",
    "Exception in thread", "Unhandled exception", "main class",
)  # fmt: skip
_LAST = 120


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    if hit["main"]:
        cause = f"java said: {hit['main'].strip()}."
        advice = "Correct the class's name and the class path; see that the jar was made before."
    else:
        kind = hit["type"] or hit["net"]
        text = (hit["text"] or hit["said"]).strip().rstrip(".")
        cause = f"A program ended with {kind}{f': {text[:160]}' if text else ''}."
        advice = (
            "Read the message, and `Caused by:` below it; UnsupportedClassVersionError asks for a "
            "newer Java in the base image."
        )
    return Told(cause=cause, because=proofs((hit,)), advice=advice, confidence=0.6)


RULE = Rule(
    code="BB743",
    name="java-exception",
    title="A Java or .NET program ended with an exception",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The program met something that it did not expect; the first line says what.",
        instruction="RUN java -jar den.jar --warm",
        example=(
            'Exception in thread "main" java.lang.IllegalStateException: no lynx\n'
            "\tat org.den.Main.main(Main.java:9)"
        ),
        fix="Mend the program, or give it what it misses in the build.",
    ),
)
