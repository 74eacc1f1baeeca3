"""The registry counts pulls, and too many were made."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"toomanyrequests|429 Too Many Requests|(?:pull|download) rate limit")


_PAGE = re.compile(r"https?://(?:www|docs)\.docker\.com\S*")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.keyword == "ADD":
        return None
    # Docker Hub names a page that explains it, last of all.
    said = _PAGE.sub("", heard.match.string)
    host = images.host_in(said) or images.registry_of(images.base_of(case))
    advice = (
        "Wait, or raise the limit by `docker login`; in CI use a pull-through mirror or a copy of "
        "the base image in your own registry."
    )
    if case.facts.login is False:
        advice = "Run `docker login`: pulls without one are counted for the whole network address."
    return Told(
        cause=f"{images.spoken(host)} refuses the pull: its limit of pulls is used up.",
        because=heard.because,
        advice=advice,
        confidence=0.97,
    )


RULE = Rule(
    code="BB125",
    name="registry-limit",
    title="The registry's limit of pulls is used up",
    category=Category.REGISTRY_LIMIT,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning=(
            "The registry allows so many pulls in some hours, counted by login, or by network "
            "address where there is none. Runners of a CI service often share one."
        ),
        instruction="FROM gardener:2",
        example=(
            "failed to resolve source metadata for docker.io/library/gardener:2: unexpected "
            "status from HEAD request to https://registry-1.docker.io/v2/library/gardener/"
            "manifests/2: 429 Too Many Requests"
        ),
        fix="Log in, wait, or use a mirror.",
        exit_code=None,
    ),
)
