"""cd into a directory that is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import whereabouts
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:\S+: (?:line )?\d+: |\S*sh: )?(?:\S+: )?(?:cd|pushd): (?:line \d+: )?"
    r"(?:can't cd to (?P<ash>.+?)(?:: No such file or directory)?"
    r"|(?P<bash>[^:]+): No such file or directory)$"
    r"|^\S*zsh:cd:(?:\d+:)? no such file or directory: (?P<zsh>.+)$",
    "cd",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    path = hit["ash"] or hit["bash"] or hit["zsh"]
    return Told(
        cause=f"cd cannot enter {path}: there is no such directory in the image.",
        because=proofs((hit,)),
        advice=_advice(case, path),
        commands=("pwd", f"ls -d {path}/.. {path.rstrip('/')}*"),
        confidence=0.9 if hit.number == case.log.total else 0.7,
    )


def _advice(case: Case, path: str) -> str:
    if "*" in path:
        return (
            "The shell found nothing that the pattern matches: list the folder, and see that the "
            "archive was unpacked or the folder copied before this line."
        )
    if "$" in case.source and "//" in path + "/":
        return f"A variable in the path seems to be empty. {whereabouts(case, path)}"
    return whereabouts(case, path)


RULE = Rule(
    code="BB620",
    name="cd-missing",
    title="cd into a directory that is not there",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The directory was not copied or made before, was unpacked under another name, or "
            "the path is taken from another WORKDIR. Each RUN begins in WORKDIR again."
        ),
        instruction="RUN cd vendor/otter && make",
        example="/bin/sh: 1: cd: can't cd to vendor/otter",
        fix="Correct the path, or copy the directory before this line.",
        exit_code=2,
    ),
)
