"""A command that looks for a program or an entry found none, and says nothing."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import every
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_PROGRAM: Final = re.compile(
    r"^(?:which|type|hash)\s+(?:-\w+\s+)*(?P<name>[\w.+-]+)|^command\s+-v\s+(?P<v>[\w.+-]+)"
)
_ENTRY: Final = re.compile(r"^getent\s+(?P<base>\w+)\s+(?P<name>[\w.@-]+)")
_PROCESS: Final = re.compile(r"^(?:pgrep|pidof|pkill|killall)\s+(?:-\S+\s+)*(?P<name>\S+)")
_CODES: Final = frozenset({1, 2, 127})
_NO_ENTRY: Final = 2
_SURE: Final = 0.75
_UNSURE: Final = 0.4


def _check(case: Case) -> Told | None:
    if case.exit_code not in _CODES or not quiet(case):
        return None
    found = every(case)
    for call in reversed(found):
        told = None if call.tested or call.after == "|" else _reading(call.text, case.exit_code)
        if told:
            cause, advice, category = told
            alone = bool(case.command) or call is found[0]
            return Told(
                cause=cause,
                because=evidence(case, call.text),
                advice=advice,
                confidence=_SURE if alone else _UNSURE,
                category=category,
            )
    return None


def _reading(text: str, code: int | None) -> tuple[str, str, Category] | None:
    if (match := _PROGRAM.match(text)) and code != _NO_ENTRY:
        name = match["name"] or match["v"]
        advice = f"Install `{name}`, or put its directory on PATH with ENV."
        return f"`{text}` found no program `{name}`, silently.", advice, Category.TOOL_MISSING
    if (match := _ENTRY.match(text)) and code == _NO_ENTRY:
        cause = f"`{text}` found no entry `{match['name']}` in {match['base']}, silently."
        return cause, "Create the entry first, or write `|| true` behind it.", Category.USER_GROUP
    if (match := _PROCESS.match(text)) and code == 1:
        advice = "Each RUN begins without the processes of those before: start it in the same one."
        cause = f"`{text}` found no process `{match['name']}`, silently."
        return cause, advice, Category.SERVICE_AT_BUILD
    return None


RULE = Rule(
    code="BB906",
    name="lookup-nothing",
    title="A program, entry or process that was looked for is not there",
    category=Category.TOOL_MISSING,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`which`, `command -v`, `getent` and `pgrep` say nothing where they find nothing.",
        instruction="RUN which tide && tide init",
        example="",
        fix="Install what is looked for, or look at PATH.",
        exit_code=1,
    ),
)
