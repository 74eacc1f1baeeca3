"""A stage has a name that stages may not have."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r'invalid name for build stage: "(?P<name>[^"\n]*)"')


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    name = heard["name"]
    return Told(
        cause=f"`{name}` is no name for a stage.",
        because=heard.because,
        advice="Begin it with a letter; letters, digits, `_`, `-` and `.` may follow.",
        confidence=0.98,
    )


RULE = Rule(
    code="BB148",
    name="stage-name-invalid",
    title="A stage has a name that it may not have",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The name behind AS begins with a digit, or holds a sign that names may not hold.",
        instruction="FROM gardener:2 AS 2nd",
        example=(
            'dockerfile parse error on line 1: invalid name for build stage: "2nd", '
            "name can't start with a number or contain symbols"
        ),
        fix="Give the stage a name that begins with a letter.",
        exit_code=None,
    ),
)
