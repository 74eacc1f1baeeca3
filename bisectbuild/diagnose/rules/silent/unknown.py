"""No rule knows the reason: the most telling lines, and what the exit code says."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank, Severity
from bisectbuild.diagnose.knowledge.exit_codes import meaning
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told
from bisectbuild.diagnose.rules.builder.message import said

# What marks a line as telling of a failure, the surer mark first.
_MARKS: Final = (
    re.compile(
        r"^(?:\S+: )?\[?(?:error|fatal|panic)\b|: error:|^E: |\bERROR\b|\bfatal:", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:error|failed|failure|cannot|can't|not found|no such|denied|unable|panic)\b"
        r"|exception\b",
        re.IGNORECASE,
    ),
)
# Words of lines that tell of no failure, or of nothing but that there was one.
_EMPTY: Final = re.compile(
    r"\b0 (?:errors?|failures?|failed)\b|errors?: 0\b|-W(?:no-)?error|^\s*#|^\++ |\bwarn(?:ing)?\b"
    r"|^(?:Get:|Selecting|Unpacking|Setting up|Preparing|fetch |Collecting |Downloading )"
    r"|^Installing|^\(\d+/\d+\) |\[\d+ of \d+\]|A complete log of this run|npm (?:ERR!|error)\s*$",
    re.IGNORECASE,
)
_LAST: Final = 3
_LONGEST: Final = 300


def _check(case: Case) -> Told | None:
    because = _lines(case)
    if not because or case.exit_code == 0:
        return None
    code = case.exit_code
    says = meaning(code) if code else ""
    if code:
        cause = (
            f"No known reason was seen; the command ended with {code}{f': {says}' if says else ''}."
        )
    else:
        cause = "No known reason was seen; the builder's own words are below."
    return Told(
        cause=cause,
        because=because,
        advice=(
            "Open a shell at the last good layer and run the command there step by step: "
            "the first line that complains counts, not the last."
        ),
        confidence=0.2,
    )


def _lines(case: Case) -> tuple[Proof, ...]:
    """Give the first line that tells of a failure and the last lines; else the message."""
    kept = [
        Proof(text=line.strip()[:_LONGEST], line=number)
        for line, number in zip(case.log.lines, case.log.numbers, strict=True)
        if line.strip()
    ]
    telling = _telling(kept)
    shown = {each.line: each for each in (*telling[:1], *telling[-1:], *kept[-_LAST:])}
    if shown:
        return tuple(shown[line] for line in sorted(shown))
    text = " ".join(said(case).split())[:_LONGEST] or " ".join(case.script.split())[:_LONGEST]
    return (Proof(text=text),) if text else ()


def _telling(kept: list[Proof]) -> list[Proof]:
    """Give the lines that tell of a failure, by the surest mark that any of them has."""
    for mark in _MARKS:
        found = [each for each in kept if mark.search(each.text) and not _EMPTY.search(each.text)]
        if found:
            return found
    return []


RULE = Rule(
    code="BB990",
    name="unknown",
    title="No known reason was seen",
    category=Category.UNKNOWN,
    rank=Rank.FALLBACK,
    fault=Fault.DOCKERFILE,
    check=_check,
    severity=Severity.NOTE,
    page=Page(
        meaning=(
            "No rule recognised this failure. The lines shown are the first and the last that "
            "tell of one, and the end of the log."
        ),
        instruction="RUN tide polish",
        example="polishing 14 boats\nboat 9 failed to shine\nboat 9 again\nstopped for today",
        fix="Run the command by hand in a shell at the last good layer.",
        exit_code=3,
    ),
)
