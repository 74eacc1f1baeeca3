"""The test command `[` was given words it cannot compare."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^\S+: (?:line )?(?:\d+: )?(?:\S+: )?(?:\[|test): (?P<what>(?:[^\n:]*: )?"
    r"(?:unexpected operator|(?:unary|binary) operator expected|too many arguments|missing `?\]'?"
    r"|integer expression expected|unknown operand|bad number|argument expected"
    r"|Illegal number: [^\n]*))$"
    r"|^\S*sh: (?P<busybox>missing \]\]?|\S+: (?:unknown operand|bad number))$",
    "operator", "too many arguments", "missing", "operand", "expected", "number",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 4))
    if hit is None:
        return None
    what = hit["what"] or hit["busybox"]
    return Told(
        cause=f"The test command `[` could not read its words ({what}), and so said no.",
        because=proofs((hit,)),
        advice=(
            'Put the variable in quotes (`[ "$X" = y ]`), which may be empty or hold blanks; write '
            "`=` for `==` under sh, and a blank before `]`."
        ),
        commands=("env | sort",),
        confidence=0.6,
    )


RULE = Rule(
    code="BB658",
    name="test-operand",
    title="The test command could not read its words",
    category=Category.SHELL_SYNTAX,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="An empty or unquoted variable, or bash's `==`, left `[` lost.",
        instruction="RUN [ $DEPOT_MODE == full ] && depot init",
        example="/bin/sh: 1: [: full: unexpected operator",
        fix="Quote variables, and compare with a single `=`.",
    ),
)
