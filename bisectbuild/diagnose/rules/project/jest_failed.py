"""Tests of Jest or Vitest failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^\s*(?:Tests|Test Suites|Test Files):?\s+(?:\d+ (?:skipped|todo),?\s*)*\d+ failed\b"
    r"(?!.*assertions)",
    "failed",
)
_TEST = Signature(
    r"^\s*(?:FAIL|\u276f|\u00d7)\s+(?P<test>\S+\.[cm]?[jt]sx?\b(?: > .+)?)",
    "FAIL",
    "\u276f",
    "\u00d7",
)


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="Jest or Vitest",
        skip="take `npm test` out of the RUN",
    )


RULE = Rule(
    code="BB703",
    name="jest-failed",
    title="Tests failed under Jest or Vitest",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN npm test",
        example=("FAIL src/den.test.ts\nTests:       1 failed, 11 passed, 12 total"),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=1,
    ),
)
