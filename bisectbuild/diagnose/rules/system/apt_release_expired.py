"""The Release file of an apt repository is past the date until which it is valid."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"Release file (?:for (?P<url>\S+) is expired|expired, ignoring (?P<old>\S+))",
    "expired",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    url = hits[-1]["url"] or hits[-1]["old"]
    return Told(
        cause=f"The Release file {url} has expired: nothing was published there since.",
        because=proofs(hits),
        advice="For an archive or a snapshot that is as it should be: give apt-get "
        "`-o Acquire::Check-Valid-Until=false`. On a mirror it means that the mirror is no "
        "longer kept up; take another. A machine's clock that is ahead says so as well.",
        commands=("date", "cat /etc/apt/sources.list /etc/apt/sources.list.d/*"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB363",
    name="apt-release-expired",
    title="The Release file of a repository has expired",
    category=Category.REPO_EOL,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Debian's Release files carry a date until which they are valid. In an archive "
        "nothing renews it.",
        instruction="RUN apt-get update",
        example="E: Release file for http://archive.example/debian/dists/jessie/InRelease is "
        "expired (invalid since 1987d 3h 2min 1s). Updates for this repository will not be "
        "applied.",
        fix="Give apt-get `-o Acquire::Check-Valid-Until=false`, or another mirror.",
        exit_code=100,
    ),
)
