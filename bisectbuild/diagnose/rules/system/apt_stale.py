"""The package index in the image is older than the mirror: the package it names is gone."""

from __future__ import annotations

import posixpath
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR, is_update_missing
from bisectbuild.diagnose.signature import Signature

_LINE: Final = Signature(
    r"^(?:E: |Error: |W: )?Failed to fetch (?P<url>\S+\.u?deb)\s+(?:404|410)\b", "Failed to fetch"
)
_FAILED: Final = Signature(
    ERROR + r"(?:Unable to fetch some archives|Failed to fetch \S+\.deb|Some files failed)",
    "E: ", "Error: ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits or _FAILED.last(case.log.tail(20)) is None:
        return None
    name = posixpath.basename(hits[-1]["url"])
    days = case.facts.index_days
    age = f", whose index is {days} days old" if days else ""
    return Told(
        cause=f"The mirror no longer has {name}, which the image's package index names{age}.",
        because=proofs(hits),
        advice=_advice(case),
        commands=("ls -l --time-sort /var/lib/apt/lists", "apt-get update"),
        confidence=0.88,
    )


def _advice(case: Case) -> str:
    if is_update_missing(case):
        return (
            "Put `apt-get update &&` before `apt-get install` in the same RUN: the update of an "
            "earlier step comes from the build cache, or the index is the base image's."
        )
    return (
        "Build this step again without the cache (`--no-cache`), so that `apt-get update` runs "
        "now; if it did run, the mirror was just being changed: try again."
    )


RULE = Rule(
    code="BB341",
    name="apt-index-stale",
    title="The package index is older than the mirror",
    category=Category.PKG_INDEX_STALE,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="apt asks the mirror for the file that the index in the image names. An index "
        "that a cached step fetched days ago names files that updates have since replaced.",
        instruction="RUN apt-get install -y curl",
        example="E: Failed to fetch http://mirror.example/debian/pool/main/c/curl/"
        "curl_7.88.1-10_amd64.deb  404  Not Found [IP: 192.0.2.1 80]\n"
        "E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?",
        fix="Run `apt-get update` and `apt-get install` in one RUN.",
        exit_code=100,
    ),
)
