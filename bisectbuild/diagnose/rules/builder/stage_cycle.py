"""Stages need one another in a circle."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"circular dependency detected on stage: (?P<name>\S+)"
    r"|invalid from flag value (?P<self>[^\s:]+): refers to current build stage"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    if own := heard["self"]:
        cause = f"`--from={own}` names the very stage in which it stands."
    else:
        cause = f"The stage `{heard['name']}` needs itself, by its own FROM or --from or another's."
    return Told(
        cause=cause,
        because=heard.because,
        advice="Follow the FROM and --from lines of that stage, and take one of them back.",
        confidence=0.97,
    )


RULE = Rule(
    code="BB161",
    name="stage-cycle",
    title="Stages need one another in a circle",
    category=Category.STAGE_GRAPH,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A stage copies from one that is built on it, or from itself.",
        instruction="COPY --from=pack /out /out",
        example="circular dependency detected on stage: pack",
        fix="Let the stages lead one way: each from those above it.",
        exit_code=None,
    ),
)
