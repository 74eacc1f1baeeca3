"""Tests of cargo failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^test result: FAILED\.|^error: test failed, to rerun pass", "FAILED.", "test failed"
)
_TEST = Signature(r"^test (?P<test>\S+) \.\.\. FAILED$", "... FAILED")


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="cargo test",
        skip="take `cargo test` out of the RUN",
    )


RULE = Rule(
    code="BB710",
    name="cargo-test-failed",
    title="Tests failed under cargo",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN cargo test",
        example=(
            "test door::opens ... FAILED\n\ntest result: FAILED. 11 passed; 1 failed; 0 ignored"
        ),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=101,
    ),
)
