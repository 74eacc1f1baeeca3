"""What podman and buildah print becomes build events."""

from __future__ import annotations

import pytest

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    FailureKind,
    StepFinished,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.streams.podman import PodmanReader

LOG = """STEP 1/3: FROM registry.example/base
STEP 2/3: WORKDIR /srv
--> Using cache 0f1e2d3c4b5a
--> 0f1e2d3c4b5a
STEP 3/3: RUN make
cc -c a.c
Error: not ours
"""
FAILED = 'Error: building at STEP "RUN make": while running runtime: exit status 2\n'


def read(text: str, size: int = 5) -> list[BuildEvent]:
    """Read a text in pieces."""
    reader, events = PodmanReader(), list[BuildEvent]()
    data = text.encode()
    for at in range(0, len(data), size):
        events += reader.feed(data[at : at + size])
    return [*events, *reader.finish(1)]


def end(events: list[BuildEvent]) -> BuildFinished:
    """Give the last event."""
    final = events[-1]
    assert isinstance(final, BuildFinished)
    return final


@pytest.mark.parametrize(
    "message",
    [
        FAILED,
        'error building at STEP "RUN make": error while running runtime: exit status 2\n',
        'ERRO[0003] building at STEP "RUN make": exit status 2\n',
    ],
)
def test_the_step_that_the_message_names_failed(message: str) -> None:
    """In the wordings of several versions."""
    events = read(LOG + message + "more noise\n")

    failure = end(events).failure
    assert failure is not None
    assert (failure.kind, failure.exit_code, failure.step) == (FailureKind.STEP, 2, "step-0003")
    states = [event.status for event in events if isinstance(event, StepFinished)]
    assert states == [StepStatus.DONE, StepStatus.CACHED, StepStatus.FAILED]
    log = b"".join(e.data for e in events if isinstance(e, StepLog) and e.id == "step-0003")
    assert log == b"cc -c a.c\nError: not ours\n"


def test_a_last_error_without_a_step_ends_the_build() -> None:
    """A base image that is not there."""
    events = read("STEP 1/2: FROM gone\nError: creating build container: manifest unknown\n")

    failure = end(events).failure
    assert failure is not None
    assert (failure.step, failure.message) == (
        "step-0001",
        "creating build container: manifest unknown",
    )


def test_a_build_that_was_committed_passed() -> None:
    """Whatever its steps printed."""
    text = LOG + "COMMIT shop\n--> aabbccddeeff\nSuccessfully tagged localhost/shop:latest\n"

    assert end(read(text)).failure is None


def test_the_stages_of_a_file_are_told_apart() -> None:
    """Each counts its own instructions."""
    events = read("[1/2] STEP 1/2: FROM a\n[1/2] STEP 2/2: RUN x\n[2/2] STEP 1/1: FROM b\n")

    labels = [event.label for event in events if isinstance(event, StepStarted)]
    assert [(label.stage, label.index, label.total) for label in labels] == [
        ("1", 1, 2),
        ("1", 2, 2),
        ("2", 1, 1),
    ]


def test_a_text_that_ends_before_the_build_does_says_so() -> None:
    """No step is blamed for it."""
    failure = end(read("STEP 1/2: FROM a\nSTEP 2/2: RUN x\nbusy\n")).failure

    assert failure is not None
    assert (failure.kind, failure.step) == (FailureKind.ENGINE, "")
