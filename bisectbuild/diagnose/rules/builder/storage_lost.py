"""The builder's own storage lost or cannot use a layer."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_DISK = Signature(r"input/output error|I/O error|read-only file system|structure needs cleaning")
_LOST = Signature(
    r"(?:parent |lower )?snapshot \S+ does not exist|layer does not exist"
    r"|failed to get state for index \d+|failed to get edge|unknown blob \S+ in history"
    r"|blob (?:sha256:)?\w+ not found|(?:missing|content) (?:descriptor|digest) [^\n]*not found"
    r"|unlazy requires an applier|changes out of order|cannot reuse body, request must be retried"
    r"|failed to create (?:diff tar stream|temp dir)"
    r"|ref \S+ locked(?: for \S+)?: unavailable|error creating overlay mount"
    r"|failed to mount[^\n]*invalid argument|mount callback failed on[^\n]*(?:not found|invalid)"
)
_LAYER = Signature(
    r"failed to (?:get|stat lower|prepare extraction) snapshot|failed to register layer"
)

# Other rules know these better.
_ELSEWHERE = re.compile(r"no space left|cannot be mapped to a host ID")


def _check(case: Case) -> Told | None:
    heard = hear(case, _DISK, _LOST, _LAYER)
    if not heard or case.exit_code is not None or _ELSEWHERE.search(case.message):
        return None
    words = heard.match[0][:120]
    if _DISK.within(words):
        cause = f"The disk of the engine fails: {words}."
        advice = "Look at the kernel's log (`dmesg`) and at the disk before you build again."
    else:
        cause = f"The builder's own storage is in disorder: {words}."
        advice = "Build again; if it stays, `docker builder prune`, then restart the engine."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.85)


RULE = Rule(
    code="BB183",
    name="storage-lost",
    title="The builder's own storage is in disorder",
    category=Category.BUILDER_INTERNAL,
    rank=Rank.REPOSITORY,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "A layer that the builder's records name is gone, was removed by another build's "
            "clean-up, or cannot be mounted. The Dockerfile is not at fault."
        ),
        instruction="RUN tide init",
        example=(
            'failed to prepare extraction snapshot "extract-7 sha256:4e4e": parent snapshot '
            "sha256:9191 does not exist: not found"
        ),
        fix="Build again; else prune the build cache and restart the engine.",
        exit_code=None,
    ),
)
