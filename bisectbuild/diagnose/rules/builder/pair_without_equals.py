"""ENV or LABEL has a word without an equals sign."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"Syntax error - can't find = in \"(?P<word>[^\"\n]*)\"")
_ONE = Signature(r"(?P<keyword>ENV|LABEL) must have two arguments")
_BLANK = Signature(r"(?P<keyword>ENV|LABEL|ARG) names can not be blank")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE, _ONE, _BLANK)
    if not heard or case.exit_code is not None:
        return None
    where = on_line(case)
    if word := heard["word"]:
        cause = f"`{word}`{where} has no `=`, where pairs of name=value are wanted."
    elif "blank" in heard.match[0]:
        cause = f"{heard['keyword']}{where} has a pair without a name."
    else:
        cause = f"{heard['keyword']}{where} has a name without a value."
    return Told(
        cause=cause,
        because=heard.because,
        advice='Put values with spaces into quotes (`NAME="two words"`), no spaces around the `=`.',
        confidence=0.96,
    )


RULE = Rule(
    code="BB145",
    name="pair-without-equals",
    title="ENV or LABEL wants name=value",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Once one pair has an equals sign, every word must be such a pair.",
        instruction="ENV GREETING=good morning",
        example=(
            'dockerfile parse error on line 5: Syntax error - can\'t find = in "morning". '
            "Must be of the form: name=value"
        ),
        fix="Put the value into quotes.",
        exit_code=None,
    ),
)
