"""A command needs the repository's history, and the image has no .git."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?:fatal: (?P<git>not a git repository)"
    r"|fatal: (?P<names>No names found, cannot describe anything)"
    r"|fatal: (?P<tags>No tags can describe)|error obtaining VCS status: (?P<go>exit status 128)"
    r"|(?P<versioneer>Unable to determine version: .*no git))",
    "not a git repository", "No names found", "No tags can", "VCS status", "no git",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    strong = _LINE.last(closing(case.log, 30))
    if strong is None:
        return None
    tags = strong["names"] or strong["tags"]
    return Told(
        cause=(
            "The step describes a version by git tags, and the repository in the image has none."
            if tags
            else "The step asks git for a version or state, and the image holds no repository."
        ),
        because=proofs((strong,)),
        advice=_advice(strong["go"], tags),
        commands=("ls -a", "git status"),
        confidence=0.85 if strong["go"] else 0.65,
    )


def _advice(go: str, tags: str) -> str:
    if go:
        return "Write `go build -buildvcs=false`, or copy the whole .git directory."
    if tags:
        return "Fetch the tags before the build (`git fetch --tags --unshallow`)."
    return (
        "Pass what it asks for as an ARG, or copy .git (take it out of .dockerignore); for a Git "
        "URL as context add `--build-arg BUILDKIT_CONTEXT_KEEP_GIT_DIR=1`."
    )


RULE = Rule(
    code="BB690",
    name="git-absent",
    title="The image holds no git repository",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "Version tools ask git, and .git was not copied: .dockerignore leaves it out, or the "
            "context is an archive or a worktree."
        ),
        instruction="RUN make version",
        example="fatal: not a git repository (or any of the parent directories): .git",
        fix="Pass the version as an ARG, or copy .git.",
        exit_code=128,
    ),
)
