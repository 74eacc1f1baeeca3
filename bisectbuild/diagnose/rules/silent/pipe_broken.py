"""A command wrote into a pipe that nobody read any more."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import every
from bisectbuild.diagnose.rules.silent.quiet import evidence

_SIGPIPE: Final = 141
_SOON_DONE: Final = frozenset({"head", "grep", "sed", "awk", "true", "read"})


def _check(case: Case) -> Told | None:
    if case.exit_code != _SIGPIPE or case.keyword not in {"RUN", "ONBUILD"}:
        return None
    found = every(case)
    writers = [
        (one, two) for one, two in pairwise(found) if one.after == "|" and two.program in _SOON_DONE
    ]
    if writers:
        one, two = writers[-1]
        cause = f"`{two.text}` read enough and ended, so `{one.program}` before it got SIGPIPE."
        text = f"{one.text} | {two.text}"
    else:
        cause, text = "A command wrote into a pipe whose reader had ended (SIGPIPE).", case.script
    return Told(
        cause=cause,
        because=evidence(case, text),
        advice=(
            "With pipefail that ends the step: write the output into a file first, or add "
            "`|| true` to the writing command."
        ),
        confidence=0.85 if writers else 0.7,
    )


RULE = Rule(
    code="BB922",
    name="pipe-broken",
    title="A pipe's reader ended before its writer",
    category=Category.SHELL_SYNTAX,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "141 is 128 + 13, SIGPIPE. `x | head -1` ends x that way; it only fails the step "
            "where `set -o pipefail` is on."
        ),
        instruction="RUN set -o pipefail && tide list --all | head -n 1",
        example="",
        fix="Write into a file and read that, or allow the failure.",
        exit_code=141,
    ),
)
