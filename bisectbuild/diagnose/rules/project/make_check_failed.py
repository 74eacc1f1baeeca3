"""Tests of CTest, automake or prove failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^\d+% tests passed, [1-9]\d* tests? failed out of \d+|^# (?:FAIL|ERROR): +[1-9]\d*$"
    r"|^Result: FAIL$",
    "tests failed", "test failed", "# FAIL", "# ERROR", "Result: FAIL",
)  # fmt: skip
_TEST = Signature(
    r"^\s+\d+ - (?P<ctest>\S+) \((?:Failed|SEGFAULT|Timeout|Subprocess).*\)|^FAIL: (?P<check>\S+)$"
    r"|^(?P<prove>\S+\.t) .*(?:Failed|Wstat)",
    "(Failed)", "(SEGFAULT)", "(Timeout)", "FAIL: ", "Wstat", ".t ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="make check, CTest or prove",
        skip="take `make check` out of the RUN",
    )


RULE = Rule(
    code="BB711",
    name="make-check-failed",
    title="Tests failed under make check or CTest",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN ctest --test-dir build",
        example=(
            "50% tests passed, 1 tests failed out of 2\n\n"
            "The following tests FAILED:\n"
            "\t  2 - opens (Failed)\n"
            "Errors while running CTest"
        ),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=8,
    ),
)
