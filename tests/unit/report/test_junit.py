"""Tests for bisectbuild.report.junit."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from bisectbuild.postmortem import Postmortem, Status
from bisectbuild.report.junit import render
from tests.support.postmortems import bisection, full, hostile, least, log


def _cases(record: Postmortem) -> list[TestCase]:
    (suite,) = JUnitXml.fromstring(render(record))
    return list(suite)


def _failed(record: Postmortem) -> Failure:
    (failure,) = [r for case in _cases(record) for r in case.result if isinstance(r, Failure)]
    return failure


def test_every_step_is_a_case() -> None:
    """Named by its line and its text, in its stage."""
    cases = _cases(full())

    assert len(cases) == 12
    assert (cases[9].classname, cases[9].name) == ("shop/Dockerfile.service", "12: RUN set -e; …")
    assert cases[9].time == pytest.approx(4.4)


def test_the_failed_step_tells_why_and_ends_with_the_log() -> None:
    """As much as fits into one text."""
    failure = _failed(full())

    assert (failure.type, failure.message) == ("BB301", "apt knows no package libkestrel-dve.")
    assert failure.text is not None
    assert failure.text.startswith("shop/Dockerfile:12 exit code 100\nBB301, almost certain: ")
    assert failure.text.endswith("\nE: Unable to locate package libkestrel-dve")


def test_what_was_not_reached_is_skipped() -> None:
    """It neither passed nor failed."""
    skipped = [c.name for c in _cases(full()) if any(isinstance(r, Skipped) for r in c.result)]

    assert [name.partition(":")[0] for name in skipped] == ["6", "16", "17"]


def test_the_counts_are_those_of_the_cases() -> None:
    """Some readers trust them."""
    suites = JUnitXml.fromstring(render(full()))
    (suite,) = suites

    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (12, 1, 0, 3)
    assert (suites.tests, suites.failures, suites.errors) == (12, 1, 0)


def test_a_file_that_no_builder_reads_fails_at_its_culprit() -> None:
    """No step was begun, and a report without a failure would be green."""
    steps = tuple(replace(step, status="not-run") for step in full().steps)
    for left in (steps, tuple(step for step in steps if step.line_start != 12)):
        record = full(steps=left)
        (suite,) = JUnitXml.fromstring(render(record))

        assert (suite.tests, suite.failures, suite.skipped) == (12, 1, 11)
        assert _failed(record).message == "apt knows no package libkestrel-dve."
        (case,) = [case for case in suite if any(isinstance(r, Failure) for r in case.result)]
        assert case.name == "12: RUN set -e; …"


def test_a_healthy_build_has_no_failure() -> None:
    """All cases pass."""
    record = least(steps=tuple(replace(step, status="done") for step in full().steps))

    assert not [case.result for case in _cases(record) if case.result]


def test_an_inconclusive_build_is_an_error_of_its_own() -> None:
    """No step is to blame."""
    steps = tuple(replace(step, status="cancelled") for step in full().steps)
    record = full(status=Status.INCONCLUSIVE, culprit=None, message="It stopped.", steps=steps)
    errors = [r for case in _cases(record) for r in case.result if isinstance(r, Error)]

    assert [error.message for error in errors] == ["It stopped."]


def test_the_error_of_an_inconclusive_build_tells_why_and_what_to_do() -> None:
    """The reason may be known where the place is not."""
    record = full(status=Status.INCONCLUSIVE, culprit=None, message="It stopped.", steps=())
    (case,) = _cases(record)
    (error,) = case.result

    told = (error.text or "").splitlines()
    assert told[1] == "BB301, almost certain: apt knows no package libkestrel-dve."
    assert f"  {record.findings[0].advice}" in told
    assert f"note: {record.warnings[0]}" in told


def test_without_a_finding_the_exit_code_is_the_message() -> None:
    """There is nothing better."""
    failure = _failed(full(findings=()))

    assert (failure.message, failure.type) == ("exit code 100", "exit code 100")


def test_hostile_text_is_well_formed_xml() -> None:
    """Characters that XML cannot hold are spelled out."""
    text = "".join(ET.fromstring(render(hostile())).itertext())

    assert "<script>window.ran = 1; alert(1)</script>" in text
    assert "\\x00" in text
    assert "]]>" in text


def test_a_long_log_is_cut_at_its_beginning() -> None:
    """Readers of JUnit hold all of it in memory."""
    text = _failed(full(log=log(5000), findings=())).text or ""

    assert "Get:4501 " in text
    assert "Get:4500 " not in text
    assert text.endswith("Get:5000 kestrel-part-5000 [500 kB]")


def test_a_bisection_is_one_case_that_fails_at_the_culprit() -> None:
    """The test that was asked; the steps were built and are no cases."""
    (case,) = _cases(bisection())
    failure = _failed(bisection())

    assert (case.classname, case.name) == ("shop/Dockerfile.bisect", "kestrel check --all")
    assert failure.message == "shop/Dockerfile:12 turned `kestrel check --all` bad"
    assert failure.text is not None
    assert "no kestrel: dve" in failure.text
    assert "2. good: line 11 COPY requirements.txt ./ (0.6s, exit 0)" in failure.text


@pytest.mark.parametrize(
    ("status", "kinds"), [(Status.HEALTHY, []), (Status.INCONCLUSIVE, [Error])]
)
def test_a_bisection_that_blames_nothing_does_not_fail(status: Status, kinds: list[type]) -> None:
    """It passes where it is never bad, and is an error where it could not be decided."""
    record = bisection({"result": "never-bad"}, status=status, culprit=None)

    (case,) = _cases(record)

    assert [type(result) for result in case.result] == kinds
