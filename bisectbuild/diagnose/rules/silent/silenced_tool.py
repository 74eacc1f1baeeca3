"""The last command was told to say nothing, so it tells no reason."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import Call, every
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet, said_little

_FLAG: Final = re.compile(r"\s(?:-q{1,3}|--quiet|--silent|--log-?level[= ]silent)(?=\s|$)")
_SHORT: Final = re.compile(r"\s-s(?=\s|$)")
_SHORT_SILENT: Final = frozenset({"make", "yarn", "npm", "pnpm", "gmake"})
_GONE: Final = re.compile(r"\s(?:&|[12])?>{1,2}\s*(?P<file>/dev/null|[\w./${}-]+\.(?:log|out|txt))")


def _check(case: Case) -> Told | None:
    if not quiet(case) or not (said_little(case) or case.command):
        return None
    found = [call for call in every(case) if not call.tested]
    for call in reversed(found):
        told = None if _speaks_by_code(case, call) else _silenced(call)
        if told:
            alone = bool(case.command) or len(found) == 1
            cause, advice = told
            return Told(
                cause=cause,
                because=evidence(case, call.text),
                advice=advice,
                confidence=0.5 if alone else 0.35,
            )
    return None


def _speaks_by_code(case: Case, call: Call) -> bool:
    """Tell whether another rule reads the reason from the exit code."""
    return case.exit_code != 1 and call.program in {"curl", "wget"}


def _silenced(call: Call) -> tuple[str, str] | None:
    """Say how a command was kept from speaking, and what to change."""
    if gone := _GONE.search(call.text):
        where = gone["file"]
        rest = " and print it where the command fails" if where != "/dev/null" else ""
        cause = f"`{call.text[:120]}` sends what it says to {where}, so the reason is lost."
        return cause, f"Take the `>` away{rest}, then build again."
    flag = _FLAG.search(call.text)
    if flag is None and call.program in _SHORT_SILENT:
        flag = _SHORT.search(call.text)
    if flag is None:
        return None
    cause = f"`{call.text[:120]}` was told to say nothing, so the reason is not known."
    return cause, f"Take `{flag[0].strip()}` away, then build again."


RULE = Rule(
    code="BB930",
    name="silenced-tool",
    title="The command that failed was told to say nothing",
    category=Category.UNKNOWN,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The reason was given, and a quiet flag or `> /dev/null` kept it from the log.",
        instruction="RUN tide sync --quiet",
        example="",
        fix="Take the flag or the redirection away, and build again.",
        exit_code=1,
    ),
)
