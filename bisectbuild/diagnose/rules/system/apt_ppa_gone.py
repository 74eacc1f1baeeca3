"""A PPA is gone, or has no packages for this release of Ubuntu."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.releases import by_codename
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR, missing_indexes
from bisectbuild.diagnose.rules.system.apt_suite_missing import is_ppa
from bisectbuild.diagnose.signature import Hit, Signature

_NAME: Final = re.compile(r"[a-z]+://[^/]+/(?P<owner>[^/]+)/(?P<name>[^/]+)/")
_FORBIDDEN: Final = Signature(
    r"^(?:E: |W: |Error: )?Failed to fetch (?P<url>\S+/ppa\.\S+?)/+dists/(?P<suite>\w+)\S*\s+403\b",
    "/ppa.",
)
_INDEXES_FAILED: Final = Signature(
    ERROR + r"(?:Some index files|Failed to fetch)", "E: ", "Error: "
)
_REFUSED: Final = Signature(
    r"^(?:E: |ERROR: |Error: )?(?:Cannot add PPA: 'ppa:(?P<ppa>[^']+)'"
    r"|'?~?(?P<user>[\w.+-]+)'? user or team does not exist"
    r"|The user named '~(?P<owner>[^']+)' has no PPA named)",
    "PPA",
    "user or team",
)


def _check(case: Case) -> Told | None:
    gone = [each for each in missing_indexes(case) if is_ppa(each)]
    refused = _REFUSED.first(case.log.tail(20))
    if gone:
        return _without_release(gone[-1].url, gone[-1].codename, tuple(each.hit for each in gone))
    if refused is None:
        return _forbidden(case)
    name = refused["ppa"] or refused["user"] or refused["owner"]
    return Told(
        cause=f"The PPA {name} cannot be added: Launchpad does not have it, or did not answer.",
        because=proofs((refused,)),
        advice=f"Open the page of {name} on Launchpad; if it is gone, install the program from "
        "the distribution or from its vendor. If it is there, try again.",
        commands=("cat /etc/os-release",),
        confidence=0.75,
    )


def _forbidden(case: Case) -> Told | None:
    hits = tuple(_FORBIDDEN.hits(case.log))
    if not hits or _INDEXES_FAILED.last(case.log.tail(15)) is None:
        return None
    match = _NAME.match(hits[-1]["url"] + "/")
    return Told(
        cause=f"The PPA {_shown(match, hits[-1]['url'])} refuses (403): it was deleted or is "
        "private.",
        because=proofs(hits),
        advice="Remove the PPA, and install the program from the distribution or its vendor.",
        commands=("ls /etc/apt/sources.list.d",),
        confidence=0.9,
    )


def _shown(match: re.Match[str] | None, url: str) -> str:
    return f"ppa:{match['owner']}/{match['name']}" if match else url


def _without_release(url: str, codename: str, hits: tuple[Hit, ...]) -> Told:
    match = _NAME.match(url + "/")
    ppa = _shown(match, url)
    known = by_codename(codename)
    return Told(
        cause=f"The PPA {ppa} has no packages for {known.title if known else codename}.",
        because=proofs(hits),
        advice="Remove the PPA, or take a base image of a release that it has packages for; "
        "its page on Launchpad lists them.",
        commands=("cat /etc/os-release", "ls /etc/apt/sources.list.d"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB362",
    name="apt-ppa-gone",
    title="The PPA has nothing for this release",
    category=Category.REPO_EOL,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A PPA holds packages for the releases that its owner builds for, and may be "
        "deleted at any time.",
        instruction="RUN add-apt-repository -y ppa:otter/depot && apt-get update",
        example="E: The repository 'http://ppa.launchpad.example/otter/depot/ubuntu noble "
        "Release' does not have a Release file.",
        fix="Remove the PPA or change the release.",
        exit_code=100,
    ),
)
