"""What several builds say together."""

from __future__ import annotations

from bisectbuild.builder import StepStatus
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.merge import merge
from bisectbuild.trace.record import StepRecord

FROM, ONE, TWO = parse(b"FROM a\nRUN one\nRUN two\n").instructions
S = StepStatus


def _records(*statuses: StepStatus) -> tuple[StepRecord, ...]:
    pairs = zip((FROM, ONE, TWO), statuses, strict=True)
    return tuple(StepRecord(instruction=entry, status=status) for entry, status in pairs)


def test_what_a_later_build_finds_out_fills_the_gaps() -> None:
    """A cut runs what the first build had cancelled; what it finds cached was run before."""
    first = _records(S.DONE, S.CANCELLED, S.FAILED)
    second = _records(S.CACHED, S.DONE, S.NOT_RUN)

    assert [record.status for record in merge([first, second])] == [S.DONE, S.DONE, S.FAILED]


def test_a_step_that_failed_and_passes_later_has_passed() -> None:
    """It was a flake, or the network is back; what was not reached then is known now."""
    first = _records(S.DONE, S.FAILED, S.NOT_RUN)

    for later in (S.DONE, S.CACHED):
        merged = merge([first, _records(S.CACHED, later, S.DONE)])
        assert [record.status for record in merged] == [S.DONE, later, S.DONE]


def test_a_step_that_passed_and_fails_later_has_failed() -> None:
    """Its cache was pruned; a build that does not reach it says nothing of it."""
    traces = [_records(S.DONE, S.DONE, S.DONE), _records(S.CACHED, S.FAILED, S.CANCELLED)]
    merged = merge([*traces, _records(S.CACHED, S.NOT_RUN, S.NOT_RUN)])

    assert [record.status for record in merged] == [S.DONE, S.FAILED, S.DONE]


def test_equal_triggers_stay_two() -> None:
    """A base may hold the same ONBUILD twice."""
    trigger = StepRecord(instruction=FROM, trigger="RUN t", status=S.DONE)
    trace = (*_records(S.DONE, S.DONE, S.DONE), trigger, trigger)

    assert merge([trace, trace]) == trace


def test_an_image_told_later_is_kept() -> None:
    """Legacy tells one for each step."""
    known = StepRecord(instruction=FROM, status=S.DONE)
    told = StepRecord(instruction=FROM, status=S.CACHED, image="sha256:1")

    (record,) = merge([(known,), (told,)])
    assert (record.status, record.image) == (S.DONE, "sha256:1")


def test_nothing_merges_to_nothing() -> None:
    """No build, no record."""
    assert merge([]) == ()
