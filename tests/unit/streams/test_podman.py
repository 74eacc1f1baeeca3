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


def test_a_build_within_a_step_is_output_of_that_step() -> None:
    """Its steps, its images, its error and its end are none of the outer build's."""
    outer = LOG.replace("/3: ", "/4: ").replace("make", "buildah bud inner").partition("cc -c")[0]
    inner = (
        "STEP 1/2: FROM base\n--> Using cache 111111111111\n--> 111111111111\n"
        "STEP 2/2: RUN nosuch\nsh: nosuch: not found\nCOMMIT inner\n--> 222222222222\n"
        'Error: building at STEP "RUN nosuch": while running runtime: exit status 127\n'
    )
    last = 'Error: building at STEP "RUN buildah bud inner": while running runtime: exit status 125'

    failed, passed = read(f"{outer}{inner}{last}\n"), read(f"{outer}{inner}STEP 4/4: USER x\n")

    failure = end(failed).failure
    assert failure is not None
    assert (failure.step, failure.exit_code) == ("step-0003", 125)
    log = b"".join(e.data for e in failed if isinstance(e, StepLog) and e.id == "step-0003")
    assert log.startswith(b"STEP 1/2: FROM base\n")
    assert log.endswith(b"exit status 127\n")
    states = [event.status for event in passed if isinstance(event, StepFinished)]
    assert states == [StepStatus.DONE, StepStatus.CACHED, StepStatus.DONE, StepStatus.CANCELLED]


def test_only_the_next_step_of_a_stage_follows_a_process() -> None:
    """Neither a number that is out of its turn, nor another total, nor one that no file has."""
    lies = "STEP 4/9: RUN a\nSTEP 5/3: RUN b\n[1/2] STEP 1/1: FROM c\nSTEP 99999999/2: RUN d\n"
    lies += f"[{'9' * 5000}/2] STEP 1/1: FROM e\nSTEP {'9' * 5000}: RUN f\n"

    events = read(LOG.replace("cc -c a.c\n", lies) + FAILED)

    assert [event.label.index for event in events if isinstance(event, StepStarted)] == [1, 2, 3]
    assert end(events).failure is not None


def test_stages_that_are_built_at_once_take_turns() -> None:
    """As `--jobs` has them: each goes on from its own last number."""
    events = read(
        "[1/2] STEP 1/3: FROM a\n[1/2] STEP 2/3: RUN x\n[2/2] STEP 1/2: FROM b\n"
        "[2/2] STEP 2/2: RUN y\n[1/2] STEP 3/3: RUN z\n"
    )

    labels = [event.label for event in events if isinstance(event, StepStarted)]
    assert [(label.stage, label.index) for label in labels] == [
        ("1", 1), ("1", 2), ("2", 1), ("2", 2), ("1", 3)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("run make", "RUN make"),
        ('RUN ["make", "-j"]', "RUN make -j"),
        ("RUN --mount=type=tmpfs,target=/x make", "RUN --mount=type=tmpfs,target=/x make"),
        ("RUN <<EOF (make...)", "RUN <<EOF"),
        ("COPY $A /a", "COPY something /a"),
    ],
)
def test_an_error_is_of_its_step_though_it_is_written_otherwise(shown: str, told: str) -> None:
    """A step is shown as the file has it, and an error in the parser's words."""
    message = f'error building at STEP "{told}": while running runtime: exit status 2\n'

    failure = end(read(LOG.replace("RUN make", shown) + message)).failure

    assert failure is not None
    assert (failure.step, failure.exit_code) == ("step-0003", 2)


def test_an_error_that_quotes_another_step_counts_where_no_other_comes() -> None:
    """What was quoted may not be known again."""
    message = 'error building at STEP "RUN fetch": while running runtime: exit status 6\n'

    failure = end(read(LOG + message)).failure

    assert failure is not None
    assert (failure.kind, failure.step, failure.exit_code) == (FailureKind.STEP, "step-0003", 6)


def test_an_exit_status_of_endless_digits_is_none() -> None:
    """Python refuses to read it."""
    failure = end(read(LOG + FAILED.replace("status 2", "status " + "9" * 5000))).failure

    assert failure is not None
    assert (failure.step, failure.exit_code) == ("step-0003", None)


def test_an_arrow_that_a_process_prints_is_output() -> None:
    """Compilers point at lines so."""
    events = read(LOG + "--> src/main.rs:1:1\n" + FAILED)

    log = b"".join(e.data for e in events if isinstance(e, StepLog))
    assert log.endswith(b"--> src/main.rs:1:1\n")
