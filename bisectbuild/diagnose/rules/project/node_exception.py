"""A program of Node ended with an error that no other rule knows."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:npm (?:ERR!|error) )?(?:\[[^\]\n]+\] )?(?:Uncaught )?"
    r"(?P<type>(?:[A-Z]\w*)?Error)(?: \[\w+\])?: (?P<text>[^\n]+)\n(?:[^\n]*\n){0,4}?"
    r"\s+at (?P<at>[^\n]+)",
    "Error",
)
_LAST = 80


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    text = hit["text"].strip().rstrip(".")
    return Told(
        cause=f"A program of Node ended with {hit['type']}: {text[:200]}.",
        because=proofs((hit,)),
        advice=(
            "Read the first line of the error and the first frame that lies in the project; run "
            "the same command in the opened shell to see it again."
        ),
        confidence=0.55,
    )


RULE = Rule(
    code="BB741",
    name="node-exception",
    title="A program of Node ended with an error",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A script threw an error that nothing caught.",
        instruction="RUN node build.js",
        example=(
            "/app/build.js:3\n"
            "TypeError: Cannot read properties of undefined (reading 'lynx')\n"
            "    at Object.<anonymous> (/app/build.js:3:9)"
        ),
        fix="Mend the script, or give it what it misses in the build.",
    ),
)
