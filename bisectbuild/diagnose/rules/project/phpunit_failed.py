"""Tests of PHPUnit or Pest failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^(?:FAILURES|ERRORS)!$|^\s*Tests:\s+\d+ failed,.*(?:assertions\))", "!", "assertions)"
)
_TEST = Signature(r"^\d+\) (?P<test>[\w\\\\]+::\w+)|^\s*FAILED\s+(?P<pest>\S.*)$", ") ", "FAILED")


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="PHPUnit",
        skip="take it out of the RUN",
    )


RULE = Rule(
    code="BB706",
    name="phpunit-failed",
    title="Tests failed under PHPUnit",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN vendor/bin/phpunit",
        example=(
            "1) Den\\\\DoorTest::testOpens\n"
            "Failed asserting that 1 matches expected 2.\n\n"
            "FAILURES!\n"
            "Tests: 12, Assertions: 30, Failures: 1."
        ),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=1,
    ),
)
