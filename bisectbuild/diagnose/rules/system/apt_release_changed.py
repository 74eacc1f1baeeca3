"""A repository says other things of itself than when the image was made, and apt stops."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"Repository '(?P<url>[^']+)' changed its '(?P<field>\w+)' value from "
    r"'(?P<old>[^']*)' to '(?P<new>[^']*)'",
    "changed its",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    last = hits[-1]
    return Told(
        cause=f"The repository {last['url']} changed its {last['field']} from "
        f"'{last['old']}' to '{last['new']}', and apt asks to accept it.",
        because=proofs(hits),
        advice="Use `apt-get update --allow-releaseinfo-change`, or take a newer tag of the base "
        "image, whose lists are fresh; write the codename instead of stable or testing in the "
        "sources.",
        commands=("cat /etc/apt/sources.list /etc/apt/sources.list.d/*",),
        confidence=0.97,
    )


RULE = Rule(
    code="BB384",
    name="apt-release-changed",
    title="A repository changed what it says of itself",
    category=Category.REPO_EOL,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="When a new release comes out, the old one is called oldstable. apt keeps lists "
        "in the image that say stable, and does not accept the change by itself.",
        instruction="RUN apt-get update",
        example="E: Repository 'http://mirror.example/debian buster InRelease' changed its "
        "'Suite' value from 'stable' to 'oldstable'",
        fix="Give `--allow-releaseinfo-change`, or take a newer base image.",
        exit_code=100,
    ),
)
