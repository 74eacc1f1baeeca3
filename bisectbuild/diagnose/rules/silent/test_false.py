"""A test was not true."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import Call, every
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_TESTS: Final = frozenset({"[", "[[", "test"})
_FILLED: Final = re.compile(
    r"^(?:\[\[?|test)\s+(?:!\s+-z|-n)?\s*\"?\$\{?(\w+)[^\s\"]*\"?\s*\]{0,2}$"
)
_EMPTY: Final = re.compile(r"^(?:\[\[?|test)\s+-z\s+\"?\$\{?(\w+)")
_FILE: Final = re.compile(
    r"^(?:\[\[?|test)\s+(?P<not>!\s+)?-(?P<kind>[defhLrswxS])\s+\"?(?P<path>[^\s\"]+)"
)
_KINDS: Final = {"d": "a directory", "f": "a file", "x": "an executable file", "s": "a filled file"}
_NOTHING: Final = frozenset({"echo", "cd", "export", "set", "mkdir", "printf", "true", ":"})


def _check(case: Case) -> Told | None:
    if case.exit_code != 1 or not quiet(case):
        return None
    found = every(case)
    tests = [call for call in found if call.program in _TESTS and not call.tested]
    if not tests:
        return None
    call = tests[-1]
    told = bool(case.command) or all(
        each.program in _TESTS | _NOTHING for each in found if each is not call
    )
    cause, advice, category = _reading(call)
    return Told(
        cause=cause,
        because=evidence(case, call.text),
        advice=advice,
        confidence=0.85 if told else 0.45,
        category=category,
    )


def _reading(call: Call) -> tuple[str, str, Category]:
    text = call.text
    if match := _FILLED.match(text):
        name = match[1]
        advice = f"Give the build `--build-arg {name}=…` and declare `ARG {name}` in this stage."
        return f"The test `{text}` is not true: `{name}` is empty.", advice, Category.ARG_ENV
    if match := _EMPTY.match(text):
        advice = f"Look at what sets `{match[1]}`."
        return f"The test `{text}` is not true: `{match[1]}` has a value.", advice, Category.GUARD
    if (match := _FILE.match(text)) and not match["not"]:
        kind = _KINDS.get(match["kind"], "such a file")
        cause = (
            f"The test `{text}` is not true: there is no `{match['path']}`, or it is not {kind}."
        )
        return cause, f"Look with `ls -la {match['path']}` why it is absent.", Category.FILE_MISSING
    return f"The test `{text}` is not true.", "Print both sides before it.", Category.GUARD


RULE = Rule(
    code="BB904",
    name="test-false",
    title="A test was not true",
    category=Category.GUARD,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`[ … ]` and `test` say nothing; they return 1 where the condition is not true.",
        instruction='RUN test -n "$KIOSK_VERSION"',
        example="",
        fix="Give what the test asks for, and let it print a reason: `|| { echo why; exit 1; }`.",
        exit_code=1,
    ),
)
