"""A directory or link to be made exists already."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import QUOTE
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:/\S+/)?(?P<tool>mkdir|ln|mknod|mkfifo|mv|cp): "
    r"(?:(?:cannot|can't|failed to) create (?:directory|symbolic link|hard link|fifo) |cannot "
    r"overwrite (?:non-)?directory )?"
    rf"[{QUOTE}]?(?P<path>[^{QUOTE}:\n]+)[{QUOTE}]?"
    r"(?: => [^:\n]+)?(?:: File exists| with (?:non-)?directory.*)$",
    "File exists", "cannot overwrite",
)  # fmt: skip
_WAYS = {
    "mkdir": "Write `mkdir -p`, which takes a directory that is there.",
    "ln": "Write `ln -sf` (and `-n` where the link names a directory), which replaces it.",
}


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None:
        return None
    tool, path = hit["tool"], hit["path"]
    return Told(
        cause=f"{tool} cannot make {path}, which exists already.",
        because=proofs((hit,)),
        advice=_WAYS.get(tool, f"Remove {path} before, or write to another name."),
        commands=(f"ls -ld {path}",),
        confidence=0.9 if hit.number >= case.log.total - 1 else 0.7,
    )


RULE = Rule(
    code="BB660",
    name="file-exists",
    title="A directory or link exists already",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The base image, a package or an earlier line made it; a tag may have moved on.",
        instruction="RUN ln -s /srv/depot/bin/depot /usr/local/bin/depot",
        example="ln: failed to create symbolic link '/usr/local/bin/depot': File exists",
        fix="Use `mkdir -p` and `ln -sf`.",
    ),
)
