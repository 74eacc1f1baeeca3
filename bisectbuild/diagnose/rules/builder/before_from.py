"""An instruction stands before the first FROM."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"no build stage in current context|[Pp]lease provide a source image with `?from`? prior to"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    word = case.keyword if case.keyword.isalpha() else ""
    named = f"`{word}`" if word else "An instruction"
    return Told(
        cause=f"{named}{on_line(case)} stands before the first FROM, where only ARG may stand.",
        because=heard.because,
        advice="Move it below the FROM, or add the FROM that is missing at the top.",
        confidence=0.97,
    )


RULE = Rule(
    code="BB142",
    name="before-from",
    title="An instruction stands before the first FROM",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A Dockerfile begins with FROM; before it there may be ARG and comments alone.",
        instruction="LABEL owner=ann",
        example="dockerfile parse error on line 1: no build stage in current context",
        fix="Put a FROM above it.",
        exit_code=None,
    ),
)
