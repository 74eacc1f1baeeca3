"""One build's events, kept in bounds."""

from __future__ import annotations

import pytest

from bisectbuild.builder import (
    BuildFinished,
    BuildWarning,
    StepFinished,
    StepLabel,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.saved import tape as module
from bisectbuild.saved.tape import Tape, TooManyStepsError


def step(tape: Tape, key: str, *data: bytes, status: StepStatus | None = None) -> None:
    """Put a step on a tape."""
    tape.take(StepStarted(id=key, label=StepLabel(text=f"RUN {key}", index=2)))
    for piece in data:
        tape.take(StepLog(id=key, data=piece))
    if status is not None:
        tape.take(StepFinished(id=key, status=status))


def test_events_are_given_again_without_logs() -> None:
    """Each step's end behind its begin, and the last word of several."""
    tape = Tape()
    step(tape, "a", b"x\n", status=StepStatus.CACHED)
    tape.take(StepFinished(id="a", status=StepStatus.DONE))
    step(tape, "b", b"y\n")
    tape.take(BuildFinished(failure=None))

    kinds = [type(event).__name__ for event in tape.events()]
    assert kinds == ["StepStarted", "StepFinished", "StepStarted", "BuildFinished"]
    assert [started.id for started in tape.running] == ["b"]


def test_only_what_did_not_end_well_keeps_its_lines() -> None:
    """A failed step's are what the diagnosis is drawn from."""
    tape = Tape()
    step(tape, "good", b"x\n", status=StepStatus.DONE)
    step(tape, "bad", b"y\n", status=StepStatus.FAILED)
    step(tape, "on", b"z\n")

    assert [log.kept for log in tape.logs.values()] == [0, 2, 2]
    assert [finished.id for finished in tape.failed] == ["bad"]

    tape.settle()

    assert [log.kept for log in tape.logs.values()] == [0, 2, 0]


def test_of_many_steps_that_go_on_the_longest_silent_are_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All together they hold no more than a bound."""
    monkeypatch.setattr(module, "_MOST_BYTES", 5000)
    tape = Tape()
    for key in "abc":
        step(tape, key, b"x" * 1999 + b"\n")
    tape.take(StepLog(id="b", data=b"y\n"))
    step(tape, "d", b"x" * 1999 + b"\n")

    assert [key for key, log in tape.logs.items() if log.kept] == ["b", "d"]
    assert [log.count() for log in tape.logs.values()] == [1, 2, 1, 1]


def test_more_steps_or_longer_ones_than_any_file_has_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such a text only looks like a build."""
    monkeypatch.setattr(module, "MOST_STEPS", 2)
    tape = Tape()
    step(tape, "a")
    step(tape, "b")
    with pytest.raises(TooManyStepsError):
        step(tape, "c")

    monkeypatch.setattr(module, "_MOST_NAMED", 100)
    with pytest.raises(TooManyStepsError):
        step(Tape(), "x" * 200)


def test_warnings_are_the_last_few() -> None:
    """Whatever their number."""
    tape = Tape()
    for number in range(300):
        tape.take(BuildWarning(text=str(number)))

    assert [warning.text for warning in tape.warnings][-1] == "299"
    assert len(tape.warnings) == 100
