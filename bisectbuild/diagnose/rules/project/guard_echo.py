"""The Dockerfile itself says why it stops: an echo before an exit."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_ECHO = re.compile(
    r"(?:echo|printf)(?: -[en]+)? (?P<quote>[\"'])(?P<text>[^\"'\n]{6,200})(?P=quote)"
    r"(?: *>&2| *1>&2)?\s*(?:;|&&|\\|\n)+[\s\\]*(?:exit [1-9]|false\b|return [1-9])"
)
_VARIABLE = re.compile(r"\\?\$\{?\w+\}?|%s|\\n")
_SHORTEST = 6


def _check(case: Case) -> Told | None:
    end = closing(case.log, 4)
    for echo in _ECHO.finditer(case.source):
        # What the shell put in for variables is not known here.
        parts = [part for part in _VARIABLE.split(echo["text"]) if part.strip()]
        if sum(map(len, parts)) < _SHORTEST:
            continue
        words = Signature(".*?".join(re.escape(part.strip()) for part in parts))
        hit = words.last(end)
        if hit is not None:
            said = hit.line.strip()[:180].rstrip(".!")
            return Told(
                cause=f"A check in the Dockerfile stopped the step: {said}.",
                because=proofs((hit,)),
                advice="Give what the check asks for; its condition stands before the echo.",
                commands=("env | sort",),
                confidence=0.9,
            )
    return None


RULE = Rule(
    code="BB771",
    name="guard-echo",
    title="A check in the Dockerfile stopped the step",
    category=Category.GUARD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The RUN prints a message of its own and ends with a code that says failure.",
        instruction=(
            'RUN case "$ARCH" in amd64) ;; *) echo "no otter for this machine"; exit 1 ;; esac'
        ),
        example="no otter for this machine",
        fix="Give what the check asks for.",
    ),
)
