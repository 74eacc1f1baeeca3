"""The last command was told to say nothing, so it tells no reason."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import every
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_FLAG: Final = re.compile(
    r"\s(?:-q{1,3}|-qq\w*|--quiet|--silent|-s|--log-?level[= ]silent|-nv)(?=\s|$)"
)
_GONE: Final = re.compile(r"(?:\d|&)?>+\s*&?(?P<file>/dev/null|[^\s&;|]+)")
_NO_OUTPUT: Final = frozenset({"echo", "printf", "tee", "cat"})


def _check(case: Case) -> Told | None:
    if not quiet(case):
        return None
    found = [call for call in every(case) if not call.tested]
    for call in reversed(found):
        gone = None if call.program in _NO_OUTPUT else _GONE.search(call.text)
        flag = _FLAG.search(call.text)
        if gone:
            where = gone["file"]
            rest = " and print it where the command fails" if where != "/dev/null" else ""
            cause = f"`{call.text[:120]}` sends what it says to {where}, so the reason is lost."
            advice = f"Take the `>` away{rest}, then build again."
        elif flag:
            cause = f"`{call.text[:120]}` was told to say nothing, so the reason is not known."
            advice = f"Take `{flag[0].strip()}` away, then build again."
        else:
            continue
        alone = bool(case.command) or len(found) == 1
        return Told(
            cause=cause,
            because=evidence(case, call.text),
            advice=advice,
            commands=(call.text[: gone.start() if gone else None].strip(),) if alone else (),
            confidence=0.5 if alone else 0.35,
        )
    return None


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
