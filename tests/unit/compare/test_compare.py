"""Tests for bisectbuild.compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from msgspec.structs import replace as msgspec_replace

from bisectbuild.compare import compare
from bisectbuild.compare.model import Change, StepChange
from bisectbuild.postmortem import Postmortem, Status
from tests.support.postmortems import FINDINGS, full


def _healthy() -> Postmortem:
    """Give the record of the same file, all of it cached."""
    steps = tuple(replace(step, status="cached", seconds=0.0) for step in full().steps)
    return full(status=Status.HEALTHY, culprit=None, findings=(), steps=steps, seconds=0.4)


def _with(record: Postmortem, line: int, **changes: Any) -> Postmortem:  # noqa: ANN401 - any field
    steps = tuple(
        replace(step, **changes) if step.line_start == line else step for step in record.steps
    )
    return replace(record, steps=steps)


def _at(line: int, before: Postmortem, after: Postmortem) -> StepChange:
    return next(c for c in compare(before, after).steps if c.step.line_start == line)


def test_a_build_compared_with_itself_has_no_change() -> None:
    """Nothing is told."""
    found = compare(full(), full())

    assert {change.change for change in found.steps} == {Change.SAME}
    assert not found.findings_new
    assert not found.findings_gone
    assert found.findings_same == FINDINGS
    assert not found.circumstances


def test_how_each_build_ended_is_kept() -> None:
    """With its culprit."""
    found = compare(_healthy(), full())

    assert (found.before.status, found.after.status) == (Status.HEALTHY, Status.BROKEN)
    assert found.before.culprit is None
    assert found.after.culprit == full().culprit


def test_findings_are_new_gone_or_the_same() -> None:
    """By their code and what they name."""
    other = msgspec_replace(FINDINGS[0], cause="apt knows no package other.")
    found = compare(full(findings=FINDINGS[:2]), full(findings=(FINDINGS[1], other)))

    assert found.findings_new == (other,)
    assert found.findings_gone == (FINDINGS[0],)
    assert found.findings_same == (FINDINGS[1],)


def test_that_nothing_is_known_is_told_only_where_it_is_so() -> None:
    """Beside a cause it would be untrue."""
    nothing = msgspec_replace(FINDINGS[2], category="unknown")
    found = compare(full(findings=(nothing,)), full(findings=(FINDINGS[0], nothing)))

    assert found.findings_gone == (nothing,)
    assert found.findings_new == (FINDINGS[0],)
    assert found.findings_same == ()


def test_a_lost_hit_is_told_from_a_step_that_ran_twice() -> None:
    """Both ran although they had been built."""
    before = _with(full(), 5, status="cached")

    lost, twice = _at(5, before, full()), _at(11, before, full())
    assert (lost.hit_lost, twice.hit_lost) == (True, False)
    assert lost.reason is not None
    assert twice.reason is not None


def test_what_was_never_built_has_missed_nothing() -> None:
    """A step that failed before has no cache to hit."""
    assert _at(12, full(), full()).reason is None
    assert _at(6, full(), full()).reason is None


def test_a_step_that_is_cached_now_has_missed_nothing() -> None:
    """That is what a cache is for."""
    assert compare(full(), _healthy()).missed == ()


def test_metadata_misses_no_cache() -> None:
    """It makes no layer."""
    before, after = _healthy(), _with(_healthy(), 9, status="done")

    assert compare(before, after).missed == ()


def test_times_are_compared_where_both_are_known() -> None:
    """A cached step took none."""
    assert _at(12, full(), _with(full(), 12, seconds=6.4)).slower == 2.0
    assert _at(12, _healthy(), full()).slower == 4.4
    assert _at(12, full(), _with(full(), 12, seconds=None)).slower is None
    assert _at(16, full(), full()).slower is None


def test_what_surrounds_the_build_is_compared() -> None:
    """Builder, platform, args and environment; what is gone has no value."""
    after = full(
        builder=replace(full().builder, version="0.30.0"),
        platform="linux/arm64",
        build_args={"RELEASE": "13", "API_TOKEN": "***"},
        environment={**full().environment, "cpus": "8", "ci": "true"},
    )

    told = [(c.name, c.before, c.after) for c in compare(full(), after).circumstances]
    assert told == [
        ("builder's version", "0.29.1", "0.30.0"),
        ("platform", "linux/amd64", "linux/arm64"),
        ("build arg RELEASE", "12", "13"),
        ("environment cpus", "2", "8"),
        ("environment ci", "", "true"),
    ]
