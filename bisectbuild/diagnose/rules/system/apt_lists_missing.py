"""apt has no package lists at all: `apt-get update` has to run in this step."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"(?:Archives directory /var/cache/apt/archives/partial is missing\."
    r"|List directory /var/lib/apt/lists/partial is missing\. - Acquire \(2: "
    r"|Could not open lock file (?P<lock>\S+) - open \(2: No such file or directory\)"
    r"|Unable to lock the (?:download|list) directory|The package lists? .*could not be parsed"
    r"|Unable to read /etc/apt/ - DirectoryExists|Encountered a section with no Package: header"
    r"|The package cache file is corrupted)",
    "E: ", "Error: ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log.tail(15)))
    if not hits or "Permission denied" in hits[0].line:
        return None
    what = hits[0]["lock"] or "a directory or list"
    return Told(
        cause=f"apt's own files in the image are missing or broken: {what}.",
        because=proofs(hits),
        advice="Make them anew before the update: `mkdir -p /var/lib/apt/lists/partial "
        "/var/cache/apt/archives/partial && rm -rf /var/lib/apt/lists/* && apt-get update`. An "
        "earlier step, or a cache mount on /var/cache/apt or /var/lib/apt, has removed them.",
        commands=("ls -la /var/lib/apt/lists /var/cache/apt/archives",),
        confidence=0.85,
    )


RULE = Rule(
    code="BB344",
    name="apt-lists-missing",
    title="apt's lists or directories are missing or broken",
    category=Category.PKG_INDEX_STALE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apt needs its directories below /var/lib/apt and /var/cache/apt. A step that "
        "cleaned up too much, or a mount over them, takes them away.",
        instruction="RUN apt-get install -y jq",
        example="E: Archives directory /var/cache/apt/archives/partial is missing. - Acquire "
        "(2: No such file or directory)",
        fix="Make the directories again and run `apt-get update`.",
        exit_code=100,
    ),
)
