"""Failed tests are named, a few of them and how many more."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.project.failed import failed_tests, named
from bisectbuild.diagnose.signature import Signature
from bisectbuild.trace.digest import digest_lines

_VERDICT = Signature(r"^FAILED$", "FAILED")
_TEST = Signature(r"^FAIL (?P<test>\S+)", "FAIL ")


def test_three_are_named_and_the_others_counted() -> None:
    """Each once."""
    assert named(["a", "b", "a", "c", "d", "e"]) == "a, b, c and 2 more"
    assert named([]) == ""


def test_a_verdict_without_names_is_told_with_less_confidence() -> None:
    """The runner's last word alone says that tests failed."""
    sure = failed_tests(
        Case(log=digest_lines(["FAIL den", "FAILED"])), _VERDICT, _TEST, runner="den", skip="x"
    )
    less = failed_tests(Case(log=digest_lines(["FAILED"])), _VERDICT, _TEST, runner="den", skip="x")

    assert sure is not None
    assert less is not None
    assert sure.confidence > less.confidence


def test_a_verdict_long_ago_was_lived_through() -> None:
    """`|| true` lets a build go on."""
    log = digest_lines(["FAILED", *["working"] * 400])

    assert failed_tests(Case(log=log), _VERDICT, _TEST, runner="den", skip="x") is None
