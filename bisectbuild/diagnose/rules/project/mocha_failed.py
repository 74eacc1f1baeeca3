"""Tests of Mocha, Karma or node's own runner failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^\s*\d+ failing$|^(?:#|\u2139) fail [1-9]\d*$"
    r"|^\S+ .*: Executed \d+ of \d+ .*\([1-9]\d* FAILED\)",
    "failing", "FAILED)", "fail ",
)  # fmt: skip
_TEST = Signature(
    r"^\s+\d+\) (?P<mocha>\S.*?):?$|^\S+ \d.* (?P<karma>\S.*) FAILED$|^not ok \d+ - (?P<tap>.+)$",
    ") ",
    " FAILED",
    "not ok",
)


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="Mocha, Karma or node --test",
        skip="take `npm test` out of the RUN",
    )


RULE = Rule(
    code="BB704",
    name="mocha-failed",
    title="Tests failed under Mocha, Karma or node",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN npm test",
        example=(
            "  11 passing (40ms)\n"
            "  1 failing\n\n"
            "  1) Den opens:\n"
            "     AssertionError: expected 1 to equal 2"
        ),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=1,
    ),
)
