"""A licence must be accepted first."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?P<text>licen[cs]es? (?:have|has) not been accepted"
    r"|(?:must|need to) (?:first )?(?:accept|agree to) the (?:\w+ )*(?:licen[cs]e|EULA|terms)"
    r"|(?:licen[cs]e|EULA|terms) (?:must|need to) be accepted"
    r"|do you (?:accept|agree to|agree with) the (?:\w+ )*(?:licen[cs]e|terms).*"
    r"|ACCEPT_EULA|debconf: .*(?:license|EULA).*(?:declined|not accepted)"
    r"|user did not accept the .*license).*$",
    "icense", "icence", "EULA", "terms",
)  # fmt: skip
_LAST = 25


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or "Android" in hit.line:
        return None
    return Told(
        cause=f"A licence was not accepted: {hit['text'][:140].rstrip('.:?')}.",
        because=proofs((hit,)),
        advice=(
            "Accept it by the tool's own way once you have read it: `ENV ACCEPT_EULA=Y`, "
            "`--accept-license`, or `echo NAME … select true | debconf-set-selections`."
        ),
        confidence=0.8,
    )


RULE = Rule(
    code="BB772",
    name="licence-open",
    title="A licence was not accepted",
    category=Category.GUARD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The tool goes on only when somebody has said yes to its terms.",
        instruction="RUN ./otter-installer",
        example="ERROR: You must accept the license to go on (--accept-license).",
        fix="Accept the licence in a step before, by the tool's own switch.",
    ),
)
