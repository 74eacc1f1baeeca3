"""The builder's disk is full: no bytes, or no inodes."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LINES: Final = (
    Signature(r"[Nn]o space left on device", "space left on device"),
    Signature(r"\bENOSPC\b|npm (?:ERR!|error) (?:code )?nospc", "ENOSPC", "nospc"),
    Signature(r"(?:E|Error): You don't have enough free space in (?P<path>\S+?)\.?$", "free space"),
    Signature(
        r"At least (?P<more>\d+\w+) more space needed on the (?P<path>\S+) filesystem",
        "more space needed",
    ),
    Signature(
        r"installing package \S+ needs (?P<more>\d+\w+) (?:more space )?on the (?P<path>\S+) "
        r"filesystem",
        "installing package",
    ),
    Signature(r"error: Partition (?P<path>\S+) too full: (?P<more>\d+) blocks needed", "too full"),
    Signature(r"[Dd]isk quota exceeded|\bEDQUOT\b", "quota exceeded", "EDQUOT"),
    Signature(
        r"not enough free disk space|There is not enough space on the disk|No usable temporary "
        r"directory found|Your disk is out of space",
        "disk is out of space",
        "enough free disk",
        "enough space",
        "No usable temporary",
    ),
)
_QUOTED: Final = re.compile(r"(?P<path>(?<![\w.])/[\w./@+-]{2,200})(?=['\":\s)])")
_WATCHERS: Final = "file watchers"
_LAST: Final = 80


def _check(case: Case) -> Told | None:
    end = case.log.tail(_LAST)
    hits = sorted(
        (hit for line in _LINES for hit in line.hits(end) if _WATCHERS not in hit.line),
        key=lambda hit: hit.number,
    )
    in_message = any(line.within(case.message) for line in _LINES[:1])
    if not hits and not in_message:
        return None
    quota = any("uota" in hit.line for hit in hits)
    inodes = any(space.inodes_free == 0 for space in case.facts.spaces)
    what = "has no inodes left" if inodes else ("is over its quota" if quota else "is full")
    path = _path(hits)
    shm = "/dev/shm" in path  # noqa: S108 - a word that is looked for
    return Told(
        cause=f"The disk of the builder {what}{f' (writing to {path})' if path else ''}.",
        because=proofs(hits) or (Proof(text=case.message.splitlines()[0]),),
        advice="That is a small memory disk: give the builder a larger one (`--shm-size`), or "
        "tell the program not to use it."
        if shm
        else "See what takes the room (`docker system df`), then `docker builder prune` and "
        "`docker image prune`; enlarge Docker Desktop's disk. A step that needs much should "
        "clean up in the same RUN." + (" `df -i` shows the inodes." if inodes else ""),
        commands=("df -h / /tmp", "df -i / /tmp"),
        confidence=0.96 if hits else 0.9,
    )


def _path(hits: list[Hit]) -> str:
    for hit in reversed(hits):
        groups = hit.match.groupdict()
        if groups.get("path"):
            return str(groups["path"])
        quoted = _QUOTED.search(hit.line)
        if quoted:
            return quoted["path"]
    return ""


RULE = Rule(
    code="BB251",
    name="disk-full",
    title="The builder's disk is full",
    category=Category.RESOURCE_DISK,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="A program could not write because the disk that the builder works on has no room "
        "or no inodes left. Images, layers and the build cache fill it.",
        instruction="RUN npm ci",
        example="npm error code ENOSPC\nnpm error syscall write\n"
        "npm error nospc ENOSPC: no space left on device, write",
        fix="Prune the cache and old images, or enlarge the disk.",
        exit_code=228,
    ),
)
