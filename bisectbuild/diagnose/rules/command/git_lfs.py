"""Files that Git LFS keeps elsewhere were not fetched."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.image import install
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:(?P<none>git-lfs filter-process: (?:\d+: )?(?:git-lfs: )?(?:command )?not found"
    r"|git: 'lfs' is not a git command|external filter 'git-lfs [^']*' failed)"
    r"|(?P<quota>This repository (?:is over its data quota|exceeded its LFS budget))"
    r"|(?P<smudge>Smudge error: .*|smudge filter lfs failed.*)"
    r"|(?P<pointer>version https://git-lfs\.github\.com/spec/v1)).*$",
    "lfs", "LFS", "data quota",
)  # fmt: skip
_LAST = 120


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log.tail(_LAST)))
    if not hits:
        return None
    hit = next((hit for hit in hits if hit["none"] or hit["quota"]), hits[0])
    why, advice = (
        "a file of Git LFS could not be fetched",
        "Build again, and look at the LFS server.",
    )
    if hit["none"]:
        why = "the image has no git-lfs, and the repository needs it"
        advice = f"Install it before the clone: {install(case, 'git-lfs')}."
    elif hit["quota"]:
        why = "the repository's LFS quota is used up"
        advice = "Its owner must buy or wait; `GIT_LFS_SKIP_SMUDGE=1` clones without the files."
    elif hit["pointer"]:
        why = "a file is a Git LFS pointer and not the file itself"
        advice = "Run `git lfs pull` on the machine that builds, before the context is sent."
    return Told(
        cause=f"{why[0].upper()}{why[1:]}.",
        because=proofs((hit,)),
        advice=advice,
        commands=("git lfs version", "git lfs ls-files"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB695",
    name="git-lfs",
    title="Files of Git LFS were not fetched",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Large files lie on an LFS server, and git-lfs must fetch them.",
        instruction="RUN git clone https://code.example/depot/otter.git",
        example=(
            "git-lfs filter-process: 1: git-lfs: not found\n"
            "git-lfs filter-process: git-lfs: not found\n"
            "fatal: the remote end hung up unexpectedly"
        ),
        fix="Install git-lfs before the clone, or run `git lfs pull` before the build.",
        exit_code=128,
    ),
)
