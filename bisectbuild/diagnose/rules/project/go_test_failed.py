"""Tests of Go failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(r"^FAIL(?:$|\s+\S+\s+(?:\[|[\d.]+s))", "FAIL")
_TEST = Signature(r"^\s*--- FAIL: (?P<test>\S+)", "--- FAIL: ")


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="go test",
        skip="take `go test` out of the RUN",
    )


RULE = Rule(
    code="BB705",
    name="go-test-failed",
    title="Tests failed under go test",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN go test ./...",
        example=(
            "--- FAIL: TestOpens (0.00s)\n"
            "    den_test.go:9: got 1, want 2\n"
            "FAIL\n"
            "FAIL\tden.example/otter\t0.004s"
        ),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=1,
    ),
)
