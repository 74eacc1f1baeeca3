"""`--platform` is given something that is no platform."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_EMPTY = Signature(r'(?:failed to parse platform|invalid platform)[^\n]*"" is an invalid component')
_OTHER = Signature(
    r'(?:"(?P<part>[^"\n]+)" is an invalid component of "(?P<all>[^"\n]*)"'
    r"|failed to parse platform (?P<name>[^\s:]+):"
    r'|"(?P<unknown>[^"\n]+)": unknown operating system or architecture)'
)
_FLAG = re.compile(r"--platform=(\S+)")


def _check(case: Case) -> Told | None:
    if case.exit_code is not None:
        return None
    flag = _FLAG.search(case.source)
    if heard := hear(case, _EMPTY):
        word = flag[1] if flag else "--platform"
        return Told(
            cause=f"`{word}` is empty for this builder, and no platform is left.",
            because=heard.because,
            advice=(
                "Build with BuildKit (DOCKER_BUILDKIT=1): the legacy builder does not set "
                "BUILDPLATFORM and TARGETPLATFORM. Or give the ARG a default."
            ),
            confidence=0.95,
        )
    heard = hear(case, _OTHER)
    if not heard:
        return None
    name = heard["all"] or heard["name"] or heard["unknown"] or heard["part"]
    return Told(
        cause=f"`{name}` is no platform.",
        because=heard.because,
        advice="Write it as `linux/amd64`, `linux/arm64` or `linux/arm/v7`.",
        confidence=0.93,
    )


RULE = Rule(
    code="BB138",
    name="platform-invalid",
    title="What --platform gives is no platform",
    category=Category.ARG_ENV,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "BuildKit sets BUILDPLATFORM and TARGETPLATFORM itself. The legacy builder does not, "
            "so `FROM --platform=$BUILDPLATFORM` is empty there."
        ),
        instruction="FROM --platform=$BUILDPLATFORM gardener:2 AS compile",
        example=(
            'failed to parse platform : "" is an invalid component of "": platform specifier '
            'component must match "^[A-Za-z0-9_-]+$": invalid argument'
        ),
        fix="Build with BuildKit, or write the platform out.",
        exit_code=None,
    ),
)
