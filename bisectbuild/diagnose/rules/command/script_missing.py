"""An interpreter is given a script that is not there."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import QUOTE, whereabouts
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^(?:(?:/\S+/)?(?:ba|da|a|z|k)?sh: (?:\d+: )?(?:cannot open|[Cc]an't open) "
    rf"[{QUOTE}]?(?P<sh>[^{QUOTE}:\n]+)[{QUOTE}]?(?:: [Nn]o such file(?: or directory)?)?"
    r"|(?:bash|zsh|ksh): (?P<script>[^\s:]+): No such file or directory"
    r"|(?:\S*/)?(?:python|pypy)[\d.]*: can't open file '?(?P<python>[^'\n:]+)'?: \[Errno 2\].*"
    r"|Error: Cannot find module '(?P<node>/[^'\n]+)'"
    r"|(?:\S*/)?ruby: No such file or directory -- (?P<ruby>\S+) \(LoadError\)"
    r"|Can't open perl script \"(?P<perl>[^\"\n]+)\": No such file or directory"
    r"|Could not open input file: (?P<php>\S+)"
    r"|Error: Unable to access jarfile (?P<jar>\S+)"
    r"|(?:/bin/\S+: |\S+: )?(?:(?:line )?\d+: )?(?:\.|source): (?:line \d+: )?"
    r"(?:[Cc]an't open |cannot open )?"
    rf"[{QUOTE}]?(?P<sourced>(?!not found)[^{QUOTE}:\n(]+)[{QUOTE}]?"
    r"(?:: (?:No such file or directory|file not found|not found|No such file))?)$",
    "o such file", "an't open", "annot open", "Cannot find module", "Could not open input",
    "jarfile", "not found",
)  # fmt: skip
# node prints a long trace after this line.
_MODULE = Signature(r"^Error: Cannot find module '(?P<node>/[^'\n]+)'", "Cannot find module")
_TRACE = 80
_SOURCED = Signature(
    r"^\S*sh: (?:line \d+: )?(?P<sourced>[^\s:]*/[^\s:]+): No such file or directory$",
    "No such file",
)
_FILES = "sh script python node ruby perl php jar sourced"
_READERS = {
    "script": "bash",
    "python": "python",
    "node": "node",
    "ruby": "ruby",
    "perl": "perl",
    "php": "php",
    "jar": "java",
    "sourced": "The shell",
    "sh": "sh",
}


def _check(case: Case) -> Told | None:
    hit = (
        _LINE.last(closing(case.log))
        or _MODULE.last(case.log.tail(_TRACE))
        or _sourced_by_bash(case)
    )
    if hit is None:
        return None
    groups = hit.match.groupdict()
    kind = next(name for name in _FILES.split() if groups.get(name))
    path = hit[kind]
    if path.startswith(("!", "<")):
        return None
    by_command = kind == "script" and " -c" in case.source
    if by_command or (kind == "node" and "node_modules" in path):
        return None
    return Told(
        cause=f"{_READERS[kind]} was to read {path}, which is not in the image.",
        because=proofs((hit,)),
        advice=whereabouts(case, path),
        commands=("pwd", f"ls -la {path.rpartition('/')[0] or '.'}"),
        confidence=0.85,
    )


def _sourced_by_bash(case: Case) -> Hit | None:
    hit = _SOURCED.last(closing(case.log))
    read = rf"(?:\bsource|(?:^|[\s;&|])\.)\s+[\"']?{re.escape(hit['sourced'])}" if hit else ""
    return hit if hit and re.search(read, case.source) else None


RULE = Rule(
    code="BB623",
    name="script-missing",
    title="A script that should run is not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A shell or interpreter was started with the name of a script that does not exist "
            "there: it was not copied yet, or WORKDIR is another."
        ),
        instruction="RUN python stamp.py",
        example="python: can't open file '/app/stamp.py': [Errno 2] No such file or directory",
        fix="Copy the script before the RUN, or correct its path from WORKDIR.",
        exit_code=2,
    ),
)
