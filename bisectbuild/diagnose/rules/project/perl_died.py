"""A Perl program died."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<text>[^\n]{1,300}?) at (?P<file>-e|\S+\.(?:pl|pm|t|PL)|\S*/\S+) "
    r"line (?P<line>\d+)\.$",
    " line ",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 4))
    if hit is None or "@INC" in hit.line:
        return None
    text = hit["text"].strip()[:180]
    return Told(
        cause=f"A Perl program died in {hit['file']}, line {hit['line']}: {text}.",
        because=proofs((hit,)),
        advice="Read the message, and the line of the program that it names.",
        commands=(f"sed -n {hit['line']}p {hit['file']}",) if hit["file"] != "-e" else (),
        confidence=0.5,
    )


RULE = Rule(
    code="BB746",
    name="perl-died",
    title="A Perl program died",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The program stopped with a message of its own; Perl adds the file and line.",
        instruction="RUN perl fill.pl",
        example="no otter in the den at fill.pl line 9.",
        fix="Mend the program, or give it what it misses in the build.",
        exit_code=255,
    ),
)
