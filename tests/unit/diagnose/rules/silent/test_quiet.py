"""A step is quiet where its last lines tell of no failure."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet
from bisectbuild.trace.digest import digest_lines


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", True),
        ("+ tide --fail-fast", True),
        ("(1/2) Installing error-tools", True),
        ("mooring 14 boats", True),
        ("tide: lost", False),
        ("sh: 1: tide: not found", False),
        ("Error 404", False),
    ],
)
def test_lines_that_tell_of_a_failure_break_the_silence(line: str, expected: bool) -> None:  # noqa: FBT001 - a table of cases
    """What a shell traces and what package managers print on their way does not."""
    case = Case(keyword="RUN", source="RUN tide", exit_code=1, log=digest_lines([line]))

    assert quiet(case) is expected


def test_a_step_that_ended_well_is_not_quiet() -> None:
    """Only a failure is to be explained."""
    assert not quiet(Case(keyword="RUN", source="RUN tide", exit_code=0))
    assert not quiet(Case(keyword="COPY", source="COPY a b", exit_code=1))


def test_the_command_itself_is_evidence_where_the_log_is_empty() -> None:
    """A finding without evidence could not be believed."""
    (proof,) = evidence(Case(keyword="RUN", source="RUN tide", exit_code=7), "tide")

    assert proof.text == "tide (exit code 7)"
