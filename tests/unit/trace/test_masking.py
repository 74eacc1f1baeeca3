"""Tests for bisectbuild.trace.masking."""

from __future__ import annotations

import pytest

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    Failure,
    FailureKind,
    StepFinished,
    StepLabel,
    StepLog,
    StepProgress,
    StepStarted,
    StepStatus,
)
from bisectbuild.trace.masking import masked

_TEXT = "use hunter2 at https://tok@host/x"
_CLEAN = "use *** at https://***@host/x"
_DONE = StepStatus.DONE


def _failed(text: str) -> BuildFinished:
    failure = Failure(kind=FailureKind.STEP, message=text, raw=text)
    return BuildFinished(failure=failure, output=text)


@pytest.mark.parametrize(
    ("event", "clean"),
    [
        (
            StepStarted(id="a", label=StepLabel(text=_TEXT, index=1)),
            StepStarted(id="a", label=StepLabel(text=_CLEAN, index=1)),
        ),
        (StepLog(id="a", data=_TEXT.encode()), StepLog(id="a", data=_CLEAN.encode())),
        (
            StepProgress(id="a", what=_TEXT, current=1, total=2),
            StepProgress(id="a", what=_CLEAN, current=1, total=2),
        ),
        (
            StepFinished(id="a", status=_DONE, error=_TEXT),
            StepFinished(id="a", status=_DONE, error=_CLEAN),
        ),
        (BuildWarning(text=_TEXT, line=3), BuildWarning(text=_CLEAN, line=3)),
        (BuildFinished(failure=None, output=_TEXT), BuildFinished(failure=None, output=_CLEAN)),
        (_failed(_TEXT), _failed(_CLEAN)),
    ],
)
def test_every_event_is_masked(event: BuildEvent, clean: BuildEvent) -> None:
    """Wherever a builder prints a secret or a login, it is not seen."""
    assert list(masked([event], ("hunter2",))) == [clean]


def test_logins_are_masked_without_any_secret() -> None:
    """An address in a log may hold a login that no flag told of."""
    events = [StepLog(id="a", data=b"https://me:p"), StepLog(id="a", data=b"w@host/\n")]

    found = [event.data for event in masked(events, ()) if isinstance(event, StepLog)]

    assert b"".join(found) == b"https://***@host/\n"


@pytest.mark.parametrize(
    "end", [StepFinished(id="a", status=_DONE), BuildFinished(failure=None, image="x")]
)
def test_what_was_held_back_comes_before_the_end(end: BuildEvent) -> None:
    """Half a secret at the end of a log is none, also where a step never ends."""
    events = [StepLog(id="a", data=b"ok hunt"), end]

    assert list(masked(events, ("hunter2",))) == [
        StepLog(id="a", data=b"ok "),
        StepLog(id="a", data=b"hunt"),
        end,
    ]


def test_steps_that_print_at_once_do_not_mix() -> None:
    """What one step holds back is not put into the log of another."""
    events = [StepLog(id=key, data=data) for data in (b"hunt", b"er2") for key in ("a", "b")]

    found = [event for event in masked(events, ("hunter2",)) if isinstance(event, StepLog)]

    assert found == [StepLog(id="a", data=b"***"), StepLog(id="b", data=b"***")]
