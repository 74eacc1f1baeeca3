"""A flag needs BuildKit, or a newer Dockerfile frontend."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.builder import BuilderKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.flag_unknown import REAL, UNKNOWN
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_NEEDS = Signature(r"[Tt]he --(?P<flag>[\w-]+) option requires BuildKit")
_EXPERIMENTAL = Signature(
    r'"?--(?P<flag>platform|squash)"? is only supported on a Docker daemon with experimental'
)
# The stable frontend that brought each flag.
_SINCE: Final = {
    "checksum": "1.6",
    "chmod": "1.2",
    "device": "1.14-labs",
    "exclude": "1.19",
    "keep-git-dir": "1.7",
    "link": "1.4",
    "mount": "1.2",
    "parents": "1.20",
    "start-interval": "1.6",
}
_DASHES = re.compile(r"[Uu]nknown flag: --")


def _check(case: Case) -> Told | None:
    heard = hear(case, _NEEDS, _EXPERIMENTAL, UNKNOWN)
    if not heard or heard["flag"] not in REAL | {"squash"} or case.exit_code is not None:
        return None
    flag = heard["flag"]
    legacy = case.builder is BuilderKind.LEGACY or "requires BuildKit" in heard.match[0]
    since = _SINCE.get(flag, "1")
    # BuildKit prints the dashes since frontend 1.3, the legacy builder never.
    if not legacy and (_DASHES.search(heard.match[0]) or case.builder is BuilderKind.BUILDKIT):
        cause = f"`--{flag}`{on_line(case)} is not known to the Dockerfile frontend in use."
        advice = (
            f"Write `# syntax=docker/dockerfile:{since}` (or just `:1`) as the first line, or take "
            "an older number out of it."
        )
    else:
        cause = f"`--{flag}`{on_line(case)} is known to BuildKit alone, not to the legacy builder."
        advice = "Build with `DOCKER_BUILDKIT=1`, or with `docker buildx build`."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.95)


RULE = Rule(
    code="BB150",
    name="buildkit-needed",
    title="A flag needs BuildKit or a newer frontend",
    category=Category.FRONTEND_FEATURE,
    rank=Rank.SPECIFIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "`RUN --mount`, `COPY --chmod`, `--link` and others are BuildKit's. The legacy "
            "builder, and a frontend that is too old, refuse them."
        ),
        instruction="RUN --mount=type=cache,target=/root/.cache tide fetch",
        example="the --mount option requires BuildKit. Refer to the documentation to enable it",
        fix="Build with BuildKit, or name a newer frontend in the first line.",
        exit_code=None,
    ),
)
