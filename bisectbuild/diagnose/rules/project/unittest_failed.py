"""Tests of unittest or Django failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(r"^FAILED \((?:failures|errors)=\d+.*\)$", "FAILED (")
_TEST = Signature(r"^(?:FAIL|ERROR): (?P<test>\w+ \([\w.]+\))", "FAIL: ", "ERROR: ")


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="unittest",
        skip="take the test command out of the RUN",
    )


RULE = Rule(
    code="BB702",
    name="unittest-failed",
    title="Tests failed under unittest",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN python manage.py test",
        example=(
            "FAIL: test_opens (den.tests.DoorTest)\nRan 12 tests in 0.311s\n\nFAILED (failures=1)"
        ),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=1,
    ),
)
