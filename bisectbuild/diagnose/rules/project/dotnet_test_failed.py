"""Tests of .NET failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^\s*(?:Failed!\s+- Failed: +[1-9]|Test Run Failed\.)", "Failed!", "Test Run Failed"
)
_TEST = Signature(r"^\s*Failed (?P<test>[\w.]+) \[", "Failed ")


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="dotnet test",
        skip="take `dotnet test` out of the RUN",
    )


RULE = Rule(
    code="BB712",
    name="dotnet-test-failed",
    title="Tests failed under dotnet test",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN dotnet test",
        example=(
            "  Failed Den.Tests.Opens [12 ms]\n"
            "Failed!  - Failed:     1, Passed:    11, Skipped:     0, Total:    12"
        ),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=1,
    ),
)
