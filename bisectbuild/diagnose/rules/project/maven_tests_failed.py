"""Tests that Maven ran failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^\[ERROR\] (?:Failed to execute goal .*:maven-(?:surefire|failsafe)-plugin:.*"
    r"|There (?:are|were) test failures.*)",
    "There are test failures", "There were test failures", "-plugin:",
)  # fmt: skip
_TEST = Signature(
    r"^\[ERROR\] (?:Tests run:.* in (?P<class>[\w.]+)|\s+(?P<test>\w+(?:Test|IT|Tests)\w*\.\w+))",
    "[ERROR]",
)


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="Maven",
        skip="`mvn -DskipTests package`",
    )


RULE = Rule(
    code="BB708",
    name="maven-tests-failed",
    title="Tests failed under Maven",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN mvn package",
        example=(
            "[ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0 - in org.den.DoorTest\n"
            "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.2.5:"
            "test (default-test) on project den: There are test failures."
        ),
        fix="Build with `-DskipTests`, or mend the test.",
        exit_code=1,
    ),
)
