"""The builder refuses a line of the Dockerfile, in words that no other rule knows."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINES = (
    Signature(
        r"(?i)dockerfile parse error (?:on )?line \d+: (?!unknown instruction"
        r"|no build stage|[A-Z]+ (?:requires|names|must have|isn't)|syntax error - can't"
        r"|unterminated|invalid name for"
        r"|unknown flag|duplicate flag|unexpected key|unsupported mount|invalid mount|bufio"
        r"|file with no|failed to process)(?P<why>[^\n]+)"
    ),
    Signature(r"(?P<why>[Ii]nvalid signal: \S+)"),
    Signature(r"(?P<why>invalid chmod parameter: [^\n]+)"),
    Signature(r"(?P<why>only one \w+ parser directive can be used|invalid escape token [^\n]+)"),
    Signature(r"(?P<why>(?:source|checksum) can't be [^\n]+ for (?:COPY|ADD))"),
)


def _check(case: Case) -> Told | None:
    heard = hear(case, *_LINES)
    if not heard or case.exit_code is not None:
        return None
    why = heard["why"].rstrip(". ")
    return Told(
        cause=f"The builder refuses the Dockerfile{on_line(case)}: {why}.",
        because=heard.because,
        advice=_advice(why),
        confidence=0.7,
    )


def _advice(why: str) -> str:
    if "URL for COPY" in why:
        return "Use ADD for a URL."
    if "chmod" in why:
        return "Give the mode as a number, as `--chmod=755`; letters need a newer frontend."
    if "signal" in why.lower():
        return "Write a signal's name or number, as `STOPSIGNAL SIGTERM`."
    return "Correct the line as the message says."


RULE = Rule(
    code="BB155",
    name="dockerfile-refused",
    title="The builder refuses a line of the Dockerfile",
    category=Category.PARSE,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A line of the file is not allowed; the builder's words are quoted.",
        instruction="HEALTHCHECK CMDD tide ping",
        example='dockerfile parse error on line 6: Unknown type "CMDD" in HEALTHCHECK (try CMD)',
        fix="Correct the line.",
        exit_code=None,
    ),
)
