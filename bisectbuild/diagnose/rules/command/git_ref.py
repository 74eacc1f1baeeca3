"""A branch, tag or commit does not exist in the repository."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.git_log import repository
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:\s*stderr: |.*)?(?:fatal|error): (?:"
    r"Remote branch (?P<branch>\S*) not found in upstream (?P<origin>\S+)"
    r"|pathspec '(?P<path>[^'\n]*)' did not match any file\(s\) known to git"
    r"|(?:couldn't find remote ref|[Cc]ouldn't find remote ref) (?P<remote>\S+)"
    r"|reference is not a tree: (?P<tree>\S+)|unable to read tree \(?(?P<read>\w+)\)?"
    r"|(?:Fetched in submodule path '[^']+', but it did not contain|Server does not allow request "
    r"for unadvertised object) (?P<object>\w+).*"
    r"|Not a valid (?:object|commit) name:? (?P<name>\S+)|bad object (?P<bad>\S+)"
    r"|ambiguous argument '(?P<revision>[^'\n]+)': unknown revision.*"
    r"|remote error: upload-pack: not our ref (?P<ours>\w+))",
    "not found in upstream", "did not match any", "find remote ref", "not a tree", "read tree",
    "not contain", "unadvertised", "Not a valid", "bad object", "unknown revision", "not our ref",
)  # fmt: skip
_NAMES = "branch path remote tree read object name bad revision ours"
_LAST = 120


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    name = next((hit[group] for group in _NAMES.split() if hit[group]), "")
    url = repository(case, hit)
    where = f" in {url}" if url else " in the repository"
    return Told(
        cause=(
            f"There is no branch, tag, commit or path {name}{where}."
            if name
            else f"git was asked for a branch with an empty name{where}."
        ),
        because=proofs((hit,)),
        advice=_advice(name),
        commands=(f"git ls-remote {url}" if url else "git branch -a",),
        confidence=0.85,
        category=None if name else Category.ARG_ENV,
        fault=None if name else Fault.DOCKERFILE,
    )


def _advice(name: str) -> str:
    if not name:
        return (
            "The variable with the branch is empty: declare its ARG in this stage and give it a "
            "value."
        )
    if name == "master":
        return "The branch may be called main by now; leave `-b` out to take the default one."
    return (
        "Correct the name. A shallow clone (`--depth 1`) holds one branch alone; a commit that was "
        "pushed over is gone, and a submodule may name one that was never pushed."
    )


RULE = Rule(
    code="BB687",
    name="git-ref",
    title="The repository has no such branch, tag or commit",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The branch was renamed or deleted, the tag never made, or the clone is shallow.",
        instruction="RUN git clone -b v9.9 https://code.example/depot/otter.git",
        example=("Cloning into 'otter'...\nfatal: Remote branch v9.9 not found in upstream origin"),
        fix="Look at `git ls-remote`, and correct the name.",
        exit_code=128,
    ),
)
