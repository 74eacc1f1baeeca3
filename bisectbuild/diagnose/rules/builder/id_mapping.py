"""A rootless engine has too few user ids for what the image holds."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"Container ID (?P<id>\d+) cannot be mapped to a host ID"
    r"|number of subordinate IDs in /etc/sub[ug]id|potentially insufficient UIDs or GIDs"
    r"|failed to Lchown \"(?P<path>[^\"\n]+)\" for UID (?P<uid>\d+)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    number = heard["id"] or heard["uid"]
    of = f" {number}" if number else "s"
    return Told(
        cause=f"The engine has no user id{of} for a file of the image: its range is too small.",
        because=heard.because,
        advice=(
            "Give the user more ids in /etc/subuid and /etc/subgid (65536 or more) and restart the "
            "engine, or take an image whose files have small ids."
        ),
        confidence=0.95,
    )


RULE = Rule(
    code="BB181",
    name="id-mapping",
    title="A rootless engine has too few user ids",
    category=Category.USER_GROUP,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "An engine that runs without root, or with userns-remap, maps the image's user ids to "
            "a range of its own. A file of the image has an id beyond it."
        ),
        instruction="FROM gardener:2",
        example=(
            "failed to register layer: ApplyLayer exit status 1: Container ID 166536 cannot be "
            "mapped to a host ID"
        ),
        fix="Enlarge the range in /etc/subuid and /etc/subgid.",
        exit_code=None,
    ),
)
