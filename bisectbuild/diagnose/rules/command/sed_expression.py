"""sed cannot read its expression."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^sed: (?:-e expression #\d+, char \d+: |file \S+ line \d+: )?"
    r"(?P<text>(?:unterminated|unknown option to|unknown command|unmatched|extra characters after"
    r"|missing command|bad option in|unsupported command|expected|invalid (?:reference|preceding)"
    r"|unexpected|no previous|bad regex|couldn't parse|number option).*)$",
    "sed: ",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    return Told(
        cause=f"sed cannot read its expression: {hit['text'].strip().rstrip('.')}.",
        because=proofs((hit,)),
        advice=(
            "A value with `/` in it (a path, a URL) ends the expression early: take another sign "
            "(`s|OLD|NEW|`). A lost quote or an empty variable does the same."
            if "$" in case.source or "option to" in hit.line
            else "Correct the expression; GNU's and BusyBox's sed know different commands."
        ),
        commands=("sed --version", "env | sort"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB659",
    name="sed-expression",
    title="sed cannot read its expression",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The text between the signs of `s/…/…/` holds such a sign, or a quote was lost.",
        instruction='RUN sed -i "s/HOME_URL/$DEPOT_URL/" /etc/depot.conf',
        example="sed: -e expression #1, char 24: unknown option to `s'",
        fix="Take a sign that the value does not hold: `s|…|…|`.",
    ),
)
