"""The registry is in trouble."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import images
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"unexpected status(?: code)?[^\n]*?: (?P<code>5\d\d)(?P<words>[ \w]*)"
    r"|(?:received unexpected HTTP status:|error parsing HTTP) (?P<old>5\d\d)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or "failed to push" in case.message:
        return None
    host = images.host_in(heard.match.string) or images.registry_of(images.base_of(case))
    return Told(
        cause=f"{images.spoken(host)} answers {heard['code'] or heard['old']}: it is in trouble.",
        because=heard.because,
        advice="Try again in a while; the Dockerfile needs no change.",
        confidence=0.93,
    )


RULE = Rule(
    code="BB126",
    name="registry-server-error",
    title="The registry is in trouble",
    category=Category.REGISTRY_TRANSIENT,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The registry, or a proxy before it, answers with an error of its own.",
        instruction="FROM registry.garden.example/gardener:2",
        example=(
            "failed to copy: httpReadSeeker: failed open: unexpected status code "
            "https://registry.garden.example/v2/gardener/blobs/sha256:4e: 503 Service Unavailable"
        ),
        fix="Try again.",
        exit_code=None,
    ),
)
