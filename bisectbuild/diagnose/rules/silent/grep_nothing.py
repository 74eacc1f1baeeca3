"""grep found nothing."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import every
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_GREPS: Final = frozenset({"grep", "egrep", "fgrep", "zgrep", "rg"})
_SAY_WHY: Final = frozenset(
    {"echo", "cd", "export", "set", "cat", "ls", "find", "ps", "printf", "env", "sort", "head"}
)


def _check(case: Case) -> Told | None:
    if case.exit_code not in {1, 2} or not quiet(case):
        return None
    found = every(case)
    greps = [call for call in found if call.program in _GREPS and not call.tested]
    # Within a pipe only the last command counts, unless pipefail is on.
    ends = [call for call in greps if call.after != "|" or "pipefail" in case.source]
    if not ends or (
        case.exit_code != 1 and "-q" not in ends[-1].text and "-s" not in ends[-1].text
    ):
        return None
    call = ends[-1]
    told = bool(case.command) or all(
        each.program in _GREPS | _SAY_WHY for each in found if each is not call
    )
    if case.exit_code == 1:
        cause = f"`{call.text}` found no line, and that is an exit code of 1."
        advice = "Look at what it searches; add `|| true` if finding nothing is all right."
    else:
        cause = f"`{call.text}` could not read what it should search (exit code 2)."
        advice = "Look whether the file is there: an earlier COPY may have brought nothing."
    return Told(
        cause=cause,
        because=evidence(case, call.text),
        advice=advice,
        confidence=0.8 if told else 0.4,
        category=None if case.exit_code == 1 else Category.FILE_MISSING,
    )


RULE = Rule(
    code="BB905",
    name="grep-nothing",
    title="grep found nothing",
    category=Category.GUARD,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="grep returns 1 where no line fits, which ends a chain of `&&` or a `set -e`.",
        instruction="RUN tide --version | grep -q '^9'",
        example="",
        fix="Look at what it searches, or write `|| true` behind it.",
        exit_code=1,
    ),
)
