"""A build check found something, and the file asks for that to be an error."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"lint violation found for rules: (?P<rules>[\w, ]+)")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard:
        return None
    rules = heard["rules"].strip()
    return Told(
        cause=f"Docker's build checks found {rules}, and this build takes that for an error.",
        because=heard.because,
        advice=(
            "Correct the lines that the warnings name, or skip the rule: "
            f"`# check=skip={rules.replace(' ', '')};error=true`."
        ),
        confidence=0.98,
    )


RULE = Rule(
    code="BB152",
    name="check-violation",
    title="A build check failed",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`# check=error=true` turns the warnings of Docker's build checks into errors.",
        instruction="",
        example="lint violation found for rules: StageNameCasing, JSONArgsRecommended",
        fix="Correct what the checks name, or skip them.",
        exit_code=None,
    ),
)
