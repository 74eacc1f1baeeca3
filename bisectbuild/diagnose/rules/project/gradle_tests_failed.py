"""Tests that Gradle ran failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"There were failing tests\.|^> Task :\S*[tT]est\S* FAILED$", "failing tests", "FAILED"
)
_TEST = Signature(r"^(?P<test>[A-Z]\w+(?: > [^\n]+?)) FAILED$", " FAILED")


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="Gradle",
        skip="`gradle assemble`, or `gradle build -x test`",
    )


RULE = Rule(
    code="BB709",
    name="gradle-tests-failed",
    title="Tests failed under Gradle",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN ./gradlew build",
        example=(
            "> Task :test FAILED\n\n"
            "DoorTest > opens() FAILED\n\n"
            "* What went wrong:\n"
            "> There were failing tests. See the report at: file:///app/build/reports"
        ),
        fix="Build with `-x test`, or mend the test.",
        exit_code=1,
    ),
)
