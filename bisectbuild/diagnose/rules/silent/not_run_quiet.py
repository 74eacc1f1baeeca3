"""A command could not be run or found, and nothing says which."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import every
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_NOT_RUN: Final = 126
_NOT_FOUND: Final = 127


def _check(case: Case) -> Told | None:
    if case.exit_code not in {_NOT_RUN, _NOT_FOUND} or not quiet(case):
        return None
    found = every(case)
    call = found[-1] if found else None
    text = call.text if call else case.script
    name = (
        f"`{call.program}`"
        if call and (case.command or len(found) == 1)
        else "A command of the step"
    )
    if case.exit_code == _NOT_FOUND:
        cause = f"{name} was not found (127), and the shell's own words for it went nowhere."
        advice = "Take `2>/dev/null` away; look whether it is installed and on PATH."
        category = Category.TOOL_MISSING
    else:
        cause = f"{name} is there and cannot be run (126)."
        advice = "Make it executable (`chmod +x`), or look at its first line and processor."
        category = Category.PERMISSION
    return Told(
        cause=cause,
        because=evidence(case, text),
        advice=advice,
        commands=(f"command -v {call.program}",) if call else (),
        confidence=0.65 if name.startswith("`") else 0.45,
        category=category,
    )


RULE = Rule(
    code="BB926",
    name="not-run-quiet",
    title="A command could not be found or run",
    category=Category.TOOL_MISSING,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="127: no such command, or no interpreter for it. 126: it may not be executed.",
        instruction="RUN tide init 2>/dev/null",
        example="",
        fix="Let the shell speak: without `2>/dev/null` it names the command.",
        exit_code=127,
    ),
)
