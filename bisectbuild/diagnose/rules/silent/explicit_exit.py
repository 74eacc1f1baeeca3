"""The command itself asks to fail."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import every
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_EXIT = re.compile(r"^(?:exit|return)\s+\"?(\d{1,9})\"?\s*(?:fi|done|\})?$")
_ALONE = 2


def _check(case: Case) -> Told | None:
    if not quiet(case):
        return None
    found = every(case)
    asked = [call for call in found if _asks(call.text, case.exit_code)]
    if not asked:
        return None
    text = asked[-1].text
    if len(found) < _ALONE or case.command:
        return Told(
            cause=f"`{text}` fails because it asks to: nothing else happens in it.",
            because=evidence(case, text),
            advice="It is there to stop the build: read the lines and comments around it.",
            confidence=0.93,
        )
    guards = [call for call in found if call.program in {"[", "[[", "test"}]
    seen = f" after `{guards[-1].text}`" if guards else ""
    return Told(
        cause=f"The step ends itself by `{text}`{seen}, without saying why.",
        because=evidence(case, text),
        advice="Look at the condition before it; print a reason there (`echo why >&2; exit 1`).",
        confidence=0.55,
    )


def _asks(text: str, code: int | None) -> bool:
    match = _EXIT.match(text)
    return text in {"false", "/bin/false"} or (match is not None and int(match[1]) == code)


RULE = Rule(
    code="BB903",
    name="explicit-exit",
    title="The command asks to fail",
    category=Category.GUARD,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "`exit 1` or `false` was put there on purpose: to stop a build that lacks something, "
            "to mark a file as not for building, or to force a failure."
        ),
        instruction="RUN exit 1",
        example="",
        fix="Read why it stands there; give what it asks for, or take it out.",
        exit_code=1,
    ),
)
