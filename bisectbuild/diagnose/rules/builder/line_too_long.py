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
    r"|message larger than max \((?P<all>\d+) vs\. (?P<most>\d+)\)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    if heard["all"]:
        cause = f"The Dockerfile is too large: {heard['all']} bytes, and {heard['most']} are taken."
    else:
        size = heard["size"] or "65535"
        cause = f"A line of the Dockerfile{on_line(case)} is longer than {size} bytes."
    return Told(
        cause=cause,
        because=heard.because,
        advice="Put its text into a file of the build context, and COPY that.",
        confidence=0.97,
    )


RULE = Rule(
    code="BB154",
    name="line-too-long",
    title="The Dockerfile or a line of it is too long",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A builder reads lines of up to 65,535 bytes, and a file of some MiB.",
        instruction="",
        example="dockerfile line greater than maximum allowed size of 65535",
        fix="Move the text into a file.",
        exit_code=None,
    ),
)
