"""A linter of JavaScript or its styles found faults."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^\s*(?:\u2716|x|\u00d7) (?P<all>\d+) problems? \((?P<errors>[1-9]\d*) errors?, "
    r"(?P<warnings>\d+) warnings?\)"
    r"|^ESLint found too many warnings \(maximum: \d+\)",
    "problem", "too many warnings",
)  # fmt: skip
_FILE = Signature(r"^(?P<file>/\S+\.(?:[cm]?[jt]sx?|vue|svelte|s?css|less))$", "/")
_LAST = 400


def _check(case: Case) -> Told | None:
    last = _VERDICT.last(case.log.tail(_LAST))
    if last is None:
        return None
    files = tuple(_FILE.hits(case.log))
    where = f", the first in {files[0]['file']}" if files else ""
    count = last["errors"] or "too many"
    return Told(
        cause=f"The linter found {count} fault{'' if count == '1' else 's'} in the code{where}.",
        because=proofs((*files[:2], last)),
        advice=(
            "Mend what it names (`npx eslint --fix` mends some), or leave linting out of the "
            "build; an unpinned rule set brings new rules with each release."
        ),
        confidence=0.85,
    )


RULE = Rule(
    code="BB715",
    name="eslint-faults",
    title="ESLint or Stylelint found faults",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The linter ran in the build, and the code breaks its rules.",
        instruction="RUN npm run lint",
        example=(
            "/app/src/den.js\n"
            "  3:7  error  'lynx' is assigned a value but never used  no-unused-vars\n\n"
            "\u2716 1 problem (1 error, 0 warnings)"
        ),
        fix="Mend the faults, or lint in a step of its own.",
    ),
)
