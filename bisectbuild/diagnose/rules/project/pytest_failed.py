"""Tests of pytest failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^=+ .*\b\d+ (?:failed|errors?)\b.* in [\d.]+s.*=+$|^\d+ (?:failed|errors?)\b.* in [\d.]+s",
    " in ",
)
_TEST = Signature(r"^(?:FAILED|ERROR) (?P<test>\S+::\S+|\S+\.py)(?: - |$)", "FAILED ", "ERROR ")


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="pytest",
        skip="run pytest in a stage of its own (`--target test`)",
    )


RULE = Rule(
    code="BB701",
    name="pytest-failed",
    title="Tests failed under pytest",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN pytest",
        example=(
            "FAILED tests/test_den.py::test_opens - AssertionError: assert 1 == 2\n"
            "=================== 1 failed, 12 passed in 3.21s ==================="
        ),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=1,
    ),
)
