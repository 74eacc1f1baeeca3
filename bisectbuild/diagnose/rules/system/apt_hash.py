"""What apt downloaded is not what the index says: a mirror or a proxy gave something stale."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    ERROR + r"(?:Failed to fetch (?P<url>\S+)\s+(?:Hash Sum mismatch|File has unexpected size"
    r"|Writing more data than expected|Size mismatch)"
    r"|(?P<sync>Failed to fetch \S+\s+Mirror sync in progress))",
    "mismatch", "unexpected size", "more data", "Mirror sync",
)  # fmt: skip
_OLD: Final = Signature(
    r"^W: Failed to fetch (?P<url>\S+)\s+(?:Hash Sum mismatch|Size mismatch)", "mismatch"
)
_FAILED: Final = Signature(ERROR, "E: ", "Error: ")


def _check(case: Case) -> Told | None:
    end = case.log.tail(60)
    hits = tuple(_LINE.hits(end)) or tuple(_OLD.hits(end))
    if not hits or _FAILED.last(case.log.tail(12)) is None:
        return None
    url = hits[-1]["url"] or "the mirror"
    return Told(
        cause=f"What was downloaded from {url} is not what the package index says.",
        because=proofs(hits),
        advice="Try again: a mirror was being updated. If it stays, a caching proxy on the way "
        "gives old files: take another mirror or an https one, or run "
        "`rm -rf /var/lib/apt/lists/*` before `apt-get update`.",
        commands=("env | grep -i proxy", "rm -rf /var/lib/apt/lists/* && apt-get update"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB342",
    name="apt-hash-mismatch",
    title="A download does not fit the package index",
    category=Category.PKG_INDEX_STALE,
    rank=Rank.REPOSITORY,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The index and the file on the mirror are of different times: the mirror is being "
        "updated, or a proxy keeps old copies.",
        instruction="RUN apt-get update",
        example="E: Failed to fetch http://mirror.example/ubuntu/dists/noble/main/binary-amd64/"
        "Packages.gz  File has unexpected size (1402 != 1397). Mirror sync in progress?\n"
        "E: Some index files failed to download. They have been ignored, or old ones used "
        "instead.",
        fix="Try again, or take another mirror.",
        exit_code=100,
    ),
)
