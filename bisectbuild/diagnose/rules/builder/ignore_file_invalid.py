"""A line of the ignore file is no pattern."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r'[Ii]llegal exclusion pattern: "?(?P<pattern>!)'
    r"|(?:dockerignore|error checking context|exclude-patterns|excludepatterns)[^\n]*"
    r"(?:syntax error in pattern|invalid exclusion pattern)"
    r"|error reading \.dockerignore: (?P<why>[^\n]+)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.keyword == "RUN":
        return None
    if heard["pattern"]:
        cause = "The ignore file has a line with `!` alone."
        advice = "Write a path behind the `!`, or take the line out."
    else:
        cause = "The ignore file has a line that is no pattern, or cannot be read."
        advice = "Look in .dockerignore for a `[` that is never closed or a `\\` at a line's end."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.9)


RULE = Rule(
    code="BB114",
    name="ignore-file-invalid",
    title="The ignore file has a line that is no pattern",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning="A line of .dockerignore cannot be understood, so nothing is sent to the builder.",
        instruction="",
        example='illegal exclusion pattern: "!"',
        fix="Correct or remove the line.",
        exit_code=None,
    ),
)
