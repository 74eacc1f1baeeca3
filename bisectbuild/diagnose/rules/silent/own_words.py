"""The program that failed says why itself, in words that no other rule knows."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import every
from bisectbuild.diagnose.rules.silent.quiet import tells

_SAYS: Final = re.compile(
    r"^(?:\[?(?:fatal )?(?:error|fatal|panic)\]?(?:!|:| in \S+:)\s*|(?P<tool>[\w./@+-]{2,60}): "
    r"(?:(?:fatal )?error|fatal|panic): |ERROR[:\s]\s*|\[ERROR\]\s+)(?P<words>\S.{7,})$",
    re.IGNORECASE,
)
# Words that only say that something failed, or that some command did.
_EMPTY: Final = re.compile(
    r"^(?:exit(?:ed)? (?:status|code|with)|command (?:failed|errored|.{0,300}exit)|failed with"
    r"|process (?:completed|exited)|exec(?:ution)? failed|the command|task failed|build failed"
    r"|[\w ]{0,20}returned (?:a )?non-zero|errors? (?:were|occurred)|subprocess|recipe|script"
    r"|child|\d+$|service |running |executing |nothing to do)",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"^(?P<tool>[\w.+-]{2,40}): (?P<words>\S.{7,})$")
# A shell speaks of what it could not run, which other rules know.
_SHELLS: Final = frozenset({"sh", "bash", "dash", "ash", "make"})
_LAST: Final = 10
_FEW: Final = 3
_WORDS: Final = 4
_GOOD: Final = re.compile(r"\b(?:0|no) (?:errors?|failures?)\b", re.IGNORECASE)
_LONGEST: Final = 200


def _check(case: Case) -> Told | None:
    if case.exit_code in {None, 0} or case.keyword not in {"RUN", "ONBUILD", "FROM", ""}:
        return None
    kept = [
        (line.strip(), number)
        for line, number in zip(case.log.lines, case.log.numbers, strict=True)
        if line.strip()
    ]
    for line, number in reversed(kept[-_LAST:]):
        match = _SAYS.match(line)
        if match is None or _EMPTY.match(match["words"]):
            continue
        # "Error opening x" is one sentence, "Error: x" is a mark and its words.
        mark = line[: match.start("words")].rstrip()
        words = match["words"] if mark.endswith((":", "]", "!")) else line
        return _told(match["tool"] or "", words, Proof(text=line[:_LONGEST], line=number), 0.4)
    return _last_line(case, kept)


def _last_line(case: Case, kept: list[tuple[str, int]]) -> Told | None:
    """Take the last line for the reason, if the failing tool speaks there or said little else."""
    if not kept:
        return None
    line, number = kept[-1]
    proof = Proof(text=line[:_LONGEST], line=number)
    spoken = _NAMED.match(line)
    programs = {call.program for call in every(case)}
    if spoken and spoken["tool"] in programs - _SHELLS and tells(line):
        return _told(spoken["tool"], spoken["words"], proof, 0.4)
    prose = len(line.split()) >= _WORDS and not _EMPTY.match(line) and not _GOOD.search(line)
    if len(kept) <= _FEW and tells(line) and not spoken and prose:
        return _told("", line, proof, 0.35)
    return None


def _told(tool: str, words: str, proof: Proof, sure: float) -> Told:
    words = words[:_LONGEST].rstrip(".,:; ")
    return Told(
        cause=f"{f'`{tool}`' if tool else 'The command'} says why it failed: {words}.",
        because=(proof,),
        advice="Act on what it says; the lines before it may tell more.",
        confidence=sure,
    )


RULE = Rule(
    code="BB980",
    name="own-words",
    title="The command itself says why it failed",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "No rule knows these words, but the command ended with a line that it marks as its "
            "error. That line is quoted as it is."
        ),
        instruction="RUN tide moor --at 9",
        example="mooring\ntide: error: berth 9 is taken by another boat",
        fix="Act on the line; look it up in the tool's own documentation.",
        exit_code=1,
    ),
)
