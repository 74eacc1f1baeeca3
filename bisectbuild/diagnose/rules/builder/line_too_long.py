"""A line of the Dockerfile, or the whole file, is longer than the builder reads."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"dockerfile line greater than maximum allowed size of (?P<size>\d+)"
    r"|bufio\.Scanner: token too long"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    size = heard["size"] or "65535"
    return Told(
        cause=f"A line of the Dockerfile{on_line(case)} is longer than {size} bytes.",
        because=heard.because,
        advice="Put its text into a file of the build context, and COPY that.",
        confidence=0.97,
    )


RULE = Rule(
    code="BB154",
    name="line-too-long",
    title="A line of the Dockerfile is too long",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A builder reads lines of up to 65,535 bytes.",
        instruction="",
        example="dockerfile line greater than maximum allowed size of 65535",
        fix="Move the text into a file.",
        exit_code=None,
    ),
)
