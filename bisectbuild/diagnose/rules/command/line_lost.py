"""A word that belongs to the line before was run as a command."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.missing import Absence, missing


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.LOST_LINE)
    if found is None:
        return None
    name = found.name.strip("\u00a0\u200b\ufeff")
    if not name.strip("\\"):
        return _blank(case)
    kind = "switch" if name.startswith("-") else "package name"
    return Told(
        cause=f"{name} was run as a command: it looks like a {kind} of the line before.",
        because=found.proofs,
        advice=(
            f"Join it to its line: the line before {name} must end in `\\` with nothing after it, "
            "and no `&&` or `;` may stand between."
        ),
        confidence=found.confidence - 0.1,
    )


def _blank(case: Case) -> Told | None:
    found = missing(case, Absence.LOST_LINE)
    if found is None:
        return None
    return Told(
        cause="A blank that is no plain space (no-break space, or `\\ `) was run as a command.",
        because=found.proofs,
        advice=(
            "Type the blanks of this line anew: text that was copied from a web page holds "
            "no-break spaces, and a `\\` must be the last sign of its line."
        ),
        commands=(),
        confidence=found.confidence,
    )


RULE = Rule(
    code="BB653",
    name="line-lost",
    title="A word of the line before was run as a command",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A list of packages or switches was cut by `&&`, `;`, a line end in a here-document or "
            "a lost backslash; its next word began a command of its own."
        ),
        instruction="RUN apk add --no-cache curl && \\\n    libxml2-dev zlib-dev",
        example="/bin/sh: libxml2-dev: not found",
        fix="End the line before with `\\` alone, and join the words with nothing between.",
        exit_code=127,
    ),
)
