"""Tests of RSpec or Minitest failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.project.failed import failed_tests
from bisectbuild.diagnose.signature import Signature

_VERDICT = Signature(
    r"^\d+ examples?, [1-9]\d* failures?|^\d+ (?:runs|tests), \d+ assertions, "
    r"(?:[1-9]\d* failures|0 failures, [1-9]\d* errors)",
    " failure",
)
_TEST = Signature(
    r"^rspec (?P<rspec>\./\S+)|^(?:Failure|Error):$\n(?P<minitest>\S+#\S+)", "rspec ", "Failure:",
    "Error:",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    return failed_tests(
        case,
        _VERDICT,
        _TEST,
        runner="RSpec or Minitest",
        skip="take it out of the RUN",
    )


RULE = Rule(
    code="BB707",
    name="rspec-failed",
    title="Tests failed under RSpec or Minitest",
    category=Category.APP_TEST,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The tests ran in the build and did not all pass.",
        instruction="RUN bundle exec rspec",
        example=(
            "12 examples, 1 failure\n\nFailed examples:\n\nrspec ./spec/den_spec.rb:4 # Den opens"
        ),
        fix="Mend the test, or run the tests in another step than the image's build.",
        exit_code=1,
    ),
)
