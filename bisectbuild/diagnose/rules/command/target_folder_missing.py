"""A file should be made in a directory that is not there."""

from __future__ import annotations

import posixpath
import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import QUOTE
from bisectbuild.diagnose.signature import Hit, Signature
from bisectbuild.trace.digest import Log

_LINE = Signature(
    r"^(?:\S+: (?:line )?\d+: |\S*sh: )?"
    rf"(?:(?:mkdir|cp|mv|touch|ln|install|tee|dd|tar|curl|wget|mktemp|truncate): (?:x: )?"
    r"(?:cannot|can't|failed to) (?:create|touch|make|move)"
    r"(?: (?:regular file|directory|symbolic link|hard link|new file))? "
    rf"[{QUOTE}]?(?P<path>[^{QUOTE}\n]+?)[{QUOTE}]?: No such file or directory"
    rf"|touch: (?P<touched>[^{QUOTE}:\n]+): No such file or directory"
    r"|(?:cannot|can't) create (?P<shell>[^:\n]+): (?:nonexistent directory|Directory nonexistent)"
    r"|ln: (?P<link>/[^:\n]+): No such file or directory"
    r"|wget: can't open '(?P<got>[^'\n]+)': No such file or directory"
    r"|(?P<wget>[^:\s]+/[^:\s]+): No such file or directory\n+Cannot write to )",
    "No such file", "nonexistent",
)  # fmt: skip


# bash says of a file that it cannot write what it says of one that it cannot read.
_BASH = Signature(
    r"^\S*sh: (?:line \d+: )?(?P<path>/[^\s:]+): No such file or directory$", "No such"
)


def _check(case: Case) -> Told | None:
    log = closing(case.log)
    hit = _LINE.last(log) or _redirected(case, log)
    if hit is None:
        return None
    path = next(filter(None, hit.match.groups()))
    folder = posixpath.dirname(path.rstrip("/")) or "."
    return Told(
        cause=f"{path} cannot be made, since its directory {folder} does not exist.",
        because=proofs((hit,)),
        advice=f"Make the directory first, with its parents: `mkdir -p {folder}`.",
        commands=(f"ls -ld {folder}", "pwd"),
        confidence=0.85 if hit.number >= case.log.total - 1 else 0.6,
    )


def _redirected(case: Case, log: Log) -> Hit | None:
    hit = _BASH.last(log)
    if hit is None:
        return None
    written = re.search(rf">\s*[\"']?{re.escape(hit['path'])}", case.source)
    return hit if written else None


RULE = Rule(
    code="BB622",
    name="target-folder-missing",
    title="A file should be made in a directory that does not exist",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Shells and copying commands do not make the directories above a new file.",
        instruction="RUN echo ok > /srv/depot/state/ready",
        example="/bin/sh: can't create /srv/depot/state/ready: nonexistent directory",
        fix="Run `mkdir -p` for the directory before.",
    ),
)
