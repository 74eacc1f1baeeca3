"""The daemon's JSON messages become build events."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    FailureKind,
    StepFinished,
    StepLabel,
    StepLog,
    StepProgress,
    StepStarted,
    StepStatus,
)
from bisectbuild.streams.legacy_stream import StreamReader

BASE, FIRST, SECOND = "b00e18382ec6", "2f1c4f0d8a1b", "9f404f7aa254"
CONTAINER = "7a0fc8e52b5c"
RUN: list[dict[str, Any]] = [
    {"stream": "Step 2/2 : RUN make"},
    {"stream": "\n"},
    {"stream": f" ---> Running in {CONTAINER}\n"},
]
FROM: list[dict[str, Any]] = [
    {"stream": "Step 1/2 : FROM base"},
    {"stream": "\n"},
    {"stream": f" ---> {BASE}\n"},
]
REMOVED: dict[str, Any] = {"stream": f"Removing intermediate container {CONTAINER}\n"}
BUILT: list[dict[str, Any]] = [
    {"aux": {"ID": f"sha256:{FIRST}"}},
    {"stream": f"Successfully built {FIRST}\n"},
]


def read(messages: Iterable[dict[str, Any]], *, end: bool = True) -> list[BuildEvent]:
    """Read messages into events, with a clock that ticks once at each look."""
    ticks = count()
    reader = StreamReader(lambda: float(next(ticks)))
    events = [event for message in messages for event in reader.message(message)]
    return [*events, *reader.end()] if end else events


def finished(events: Iterable[BuildEvent]) -> list[StepFinished]:
    """Give the ends of steps."""
    return [event for event in events if isinstance(event, StepFinished)]


def logs(events: Iterable[BuildEvent]) -> list[tuple[bytes, int]]:
    """Give what steps printed."""
    return [(event.data, event.stream) for event in events if isinstance(event, StepLog)]


def test_a_good_build_is_told_step_by_step() -> None:
    """Each step starts and ends once; its image and its time are told."""
    events = read(
        [*FROM, *RUN, {"stream": "made\n"}, REMOVED, {"stream": f" ---> {FIRST}\n"}, *BUILT]
    )

    assert events == [
        StepStarted(id="step-0001", label=StepLabel(text="FROM base", index=1, total=2)),
        StepFinished(id="step-0001", status=StepStatus.DONE, seconds=1.0, image=BASE),
        StepStarted(id="step-0002", label=StepLabel(text="RUN make", index=2, total=2)),
        StepLog(id="step-0002", data=b"made\n"),
        StepFinished(id="step-0002", status=StepStatus.DONE, seconds=1.0, image=FIRST),
        BuildFinished(failure=None, image=f"sha256:{FIRST}"),
    ]


def test_a_step_from_the_cache_is_told_as_such() -> None:
    """It still has an image."""
    cached = [
        {"stream": "Step 2/2 : RUN make"},
        {"stream": "\n"},
        {"stream": " ---> Using cache\n"},
        {"stream": f" ---> {FIRST}\n"},
    ]

    step = finished(read([*FROM, *cached, *BUILT]))[1]

    assert (step.status, step.image) == (StepStatus.CACHED, FIRST)


def test_a_failing_process_ends_the_build_with_its_code() -> None:
    """The image before it is that of the step before it."""
    message = "The command '/bin/sh -c make' returned a non-zero code: 2"
    error = {"errorDetail": {"code": 2, "message": message}, "error": message}

    events = read([*FROM, *RUN, {"stream": "made\n"}, REMOVED, error])

    steps, final = finished(events), events[-1]
    assert (steps[0].image, steps[1].status, steps[1].exit_code) == (BASE, StepStatus.FAILED, 2)
    assert isinstance(final, BuildFinished)
    assert final.failure is not None
    assert (final.failure.kind, final.failure.step) == (FailureKind.STEP, "step-0002")
    assert (final.failure.exit_code, final.process_exit_code) == (2, 2)


def test_standard_error_is_told_by_its_colour() -> None:
    """The daemon colours every write to stderr red; the colour goes, the process's own stays."""
    written = [
        {"stream": "\x1b[91mbad\n\x1b[0m"},
        {"stream": "good\n"},
        {"stream": "\x1b[32mgreen\x1b[0m"},
    ]

    assert logs(read([*FROM, *RUN, *written])) == [
        (b"bad\n", 2),
        (b"good\n", 1),
        (b"\x1b[32mgreen\x1b[0m", 1),
    ]


def test_no_process_can_pass_for_the_builder() -> None:
    """What it prints is log, whatever it looks like, until its own container is removed."""
    lies = [
        {"stream": "Step 3/3 : RUN evil\n"},
        {"stream": f" ---> {SECOND}\n"},
        {"stream": "Removing intermediate container 000000000000\n"},
        {"stream": "Successfully built 000000000000\n"},
        {"stream": "# Executing 5 build triggers\n"},
    ]

    events = read([*FROM, *RUN, *lies, REMOVED, {"stream": f" ---> {FIRST}\n"}, *BUILT])

    assert logs(events) == [(str(lie["stream"]).encode(), 1) for lie in lies]
    assert [step.image for step in finished(events)] == [BASE, FIRST]


def test_the_new_spelling_of_the_removal_is_read() -> None:
    """Since Docker 25 it stands behind an arrow."""
    removed = {"stream": f" ---> Removed intermediate container {CONTAINER}\n"}

    events = read([*FROM, *RUN, removed, {"stream": f" ---> {FIRST}\n"}, *BUILT])

    assert logs(events) == []
    assert finished(events)[1].image == FIRST


def test_the_base_images_triggers_belong_to_from() -> None:
    """They have no step of their own; one that ran makes FROM a step that ran."""
    triggers: list[dict[str, Any]] = [
        {"stream": "# Executing 2 build trigger"},
        {"stream": "s"},
        {"stream": "\n"},
        {"stream": " ---> Using cache\n"},
        {"stream": f" ---> Running in {CONTAINER}\n"},
        {"stream": "triggered\n"},
        REMOVED,
        {"stream": f" ---> {FIRST}\n"},
    ]

    events = read([*FROM[:2], *triggers, *RUN])

    assert logs(events) == [(b"triggered\n", 1)]
    assert (finished(events)[0].status, finished(events)[0].image) == (StepStatus.DONE, FIRST)


def test_triggers_that_are_numbered_stand_in_no_file() -> None:
    """Old daemons number them by themselves; the file's own count goes on after them."""
    numbered: list[dict[str, Any]] = [
        {"stream": "# Executing 1 build trigger\n"},
        {"stream": "Step 1/1 : COPY . /app\n"},
        {"stream": f" ---> {FIRST}\n"},
    ]

    events = read([*FROM[:2], *numbered, *RUN])

    labels = [event.label for event in events if isinstance(event, StepStarted)]
    assert [(label.index, label.onbuild) for label in labels] == [(1, False), (1, True), (2, False)]


def test_a_pull_is_progress_and_its_summary_is_log() -> None:
    """Layers that only change their state say nothing."""
    pull: list[dict[str, Any]] = [
        {"status": "Pulling from library/base", "id": "latest"},
        {"status": "Pulling fs layer", "progressDetail": {}, "id": "aa"},
        {"status": "Downloading", "progressDetail": {"current": 5, "total": 9}, "id": "aa"},
        {"status": "Pull complete", "progressDetail": {}, "id": "aa"},
        {"status": "Status: Downloaded newer image for base:latest"},
    ]

    events = read([*FROM[:2], *pull], end=False)

    assert events[1:] == [
        StepProgress(id="step-0001", what="Downloading aa", current=5, total=9),
        StepLog(id="step-0001", data=b"Status: Downloaded newer image for base:latest\n"),
    ]


def test_warnings_are_told_as_warnings() -> None:
    """Of the platform, with an arrow, and of build args, without."""
    warnings = [
        {"stream": " ---> [Warning] The requested image's platform does not match\n"},
        {"stream": "[Warning] One or more build-args [X] were not consumed\n"},
    ]

    events = read([*FROM, *warnings], end=False)

    assert [event.text for event in events if isinstance(event, BuildWarning)] == [
        "The requested image's platform does not match",
        "One or more build-args [X] were not consumed",
    ]


def test_a_file_that_is_refused_has_no_steps() -> None:
    """The daemon answers at once, with a line number."""
    events = read([{"message": "dockerfile parse error line 2: unknown instruction: FOO"}])

    final = events[-1]
    assert len(events) == 1
    assert isinstance(final, BuildFinished)
    assert final.failure is not None
    assert (final.failure.kind, final.process_exit_code) == (FailureKind.FILE, 1)


def test_an_error_after_the_last_steps_image_is_no_steps_fault() -> None:
    """The step is done; the result could not be made."""
    error = {"errorDetail": {"message": "Error squashing"}, "error": "Error squashing"}

    events = read([*FROM, *RUN, REMOVED, {"stream": f" ---> {FIRST}\n"}, error])

    final = events[-1]
    assert finished(events)[1].status is StepStatus.DONE
    assert isinstance(final, BuildFinished)
    assert final.failure is not None
    assert final.failure.kind is FailureKind.EXPORT


def test_a_stream_that_ends_too_early_is_no_success() -> None:
    """The daemon has gone: the step under way was stopped, the build failed."""
    events = read([*FROM, *RUN, {"stream": "half a li"}])

    final = events[-1]
    assert finished(events)[1].status is StepStatus.CANCELLED
    assert isinstance(final, BuildFinished)
    assert final.failure is not None
    assert final.failure.kind is FailureKind.ENGINE


def test_nothing_follows_the_end() -> None:
    """A build ends exactly once."""
    reader = StreamReader()
    first = [*reader.fail("unexpected EOF")]

    assert len(first) == 1
    assert [*reader.fail("again"), *reader.end()] == []


def test_a_step_that_no_file_has_is_no_step() -> None:
    """Its number has too many digits to be read at all."""
    for number in ("100000", "9" * 5000):
        lies = [{"stream": f"Step {number}/{number} : RUN x\n"}]
        lies += [{"stream": f"# Executing {number} build triggers\n"}]
        events = read([*FROM, *lies, *RUN, *lies, REMOVED, {"stream": f" ---> {FIRST}\n"}, *BUILT])

        starts = [event.label.index for event in events if isinstance(event, StepStarted)]
        assert starts == [1, 2]


def test_numbers_that_the_daemon_cannot_send_are_not_taken() -> None:
    """A saved file of messages may hold any."""
    error = {"errorDetail": {"code": 10**4000, "message": "boom"}, "error": "boom"}

    final = read([*FROM, *RUN, error])[-1]

    assert isinstance(final, BuildFinished)
    assert final.failure is not None
    assert final.failure.exit_code is None
