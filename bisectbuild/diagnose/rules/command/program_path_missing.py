"""A program named by its path cannot be started, for it or its interpreter is not there."""

from __future__ import annotations

import posixpath
import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.before import copied, copied_later, workdir
from bisectbuild.diagnose.rules.command.image import manager
from bisectbuild.diagnose.rules.command.missing import NOT_FOUND, Absence, Missing, missing
from bisectbuild.diagnose.signature import Signature

# bash names a path that it cannot start this way, and a missing interpreter by itself.
_BASH = Signature(
    r"^(?P<shell>\S*sh): (?P<line>line \d+: )?(?P<name>[^\s:]*/[^\s:]+): "
    r"No such file or directory$",
    "No such file",
)
_LAST = 10


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.PATH) or _named_by_bash(case)
    if found is None or found.name.endswith("\r"):
        return None
    name = found.name
    if windows := _windows(case, name):
        return Told(
            cause=(
                f"`{windows}` has Windows line ends, so the shell looks for an interpreter whose"
                " name ends in `\\r`."
            ),
            because=found.proofs,
            advice=(
                f"Save {windows} with Unix line ends (`*.sh text eol=lf` in .gitattributes keeps"
                f" them), or run `sed -i 's/\\r$//' {name}` before it."
            ),
            commands=(f"head -n 1 {name} | cat -A",),
            confidence=0.95,
            fault=Fault.CONTEXT,
            category=Category.EXEC_CRLF,
        )
    return Told(
        cause=f"The shell cannot start {name}: {_reason(case, name)}.",
        because=found.proofs,
        advice=_advice(case, name),
        commands=(f"ls -l {name}", f"head -n 1 {name} | cat -A", "pwd; ls"),
        confidence=min(found.confidence, 0.8),
        category=Category.EXEC_CRLF if _touched(case, name) and manager(case) == "apt" else None,
        fault=Fault.CONTEXT if _touched(case, name) else None,
    )


def _windows(case: Case, name: str) -> str:
    """Give the file of the context that is this program and has Windows line ends."""
    last = posixpath.basename(name)
    return next((path for path in case.facts.crlf if posixpath.basename(path) == last), "")


def _named_by_bash(case: Case) -> Missing | None:
    hit = _BASH.last(case.log.tail(_LAST))
    if hit is None or case.exit_code not in {None, NOT_FOUND}:
        return None
    if hit["shell"] == "bash" and not hit["line"] and " -c" not in case.source:
        return None
    return Missing(name=hit["name"], hit=hit, sure=True)


def _touched(case: Case, name: str) -> bool:
    """Tell whether the step's chmod found the file before."""
    last = re.escape(posixpath.basename(name))
    return (
        re.search(rf"\bchmod [^;|\n]*?(?<![\w.-]){last}(?![\w.-])[^;|\n]*&&", case.source)
        is not None
    )


def _reason(case: Case, name: str) -> str:
    if _touched(case, name):
        return "chmod found it, so its first line names an interpreter that is not there"
    if copied(case, name):
        return "it was copied, so its first line names an interpreter that is not there"
    return "no such file, or its interpreter (or loader) is not there"


def _advice(case: Case, name: str) -> str:
    if _touched(case, name):
        return (
            f"Look at its first line: Windows line ends (`\\r`) are a part of the interpreter's "
            f"name (`sed -i 's/\\r$//' {name}` takes them out, `*.sh text eol=lf` in "
            ".gitattributes keeps them away); a script for bash needs bash; a program built for "
            "glibc does not start on Alpine."
        )
    if copy := copied(case, name):
        return (
            f"Line {copy.span.start} copies it: look at its first line. Windows line ends (`\\r`) "
            "are a part of the interpreter's name; a script for bash needs bash; a program built "
            "for glibc does not start on Alpine."
        )
    if later := copied_later(case, name):
        return f"Line {later.span.start} copies it, after this RUN: move that line up."
    place = f" from {folder} (WORKDIR)" if (folder := workdir(case)) else ""
    where = f" The path is taken{place}." if not name.startswith("/") and place else ""
    return (
        f"Look whether the file is there: it must be copied or made before this line.{where} If it "
        "is, its first line names an interpreter that is absent or ends in `\\r`, or it is built "
        "for another C library."
    )


RULE = Rule(
    code="BB610",
    name="program-path-missing",
    title="A program named by its path cannot be started",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "`not found` for a path is said both where the file is absent and where its "
            "interpreter or dynamic loader is."
        ),
        instruction="RUN ./tools/stamp.sh",
        example="/bin/sh: 1: ./tools/stamp.sh: not found",
        fix="Copy the file before the RUN; give it Unix line ends and an interpreter that exists.",
        exit_code=127,
    ),
)
