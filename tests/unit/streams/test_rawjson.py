"""The JSON stream of buildx."""

from __future__ import annotations

import base64
import json

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    FailureKind,
    StepFinished,
    StepLog,
    StepProgress,
    StepStarted,
    StepStatus,
)
from bisectbuild.streams.rawjson import RawJsonReader

BEGAN = "2026-01-01T00:00:00.000000001Z"
ENDED = "2026-01-01T00:00:02.500000001Z"
NAME = "[2/3] RUN make"


def _line(**parts: object) -> bytes:
    return json.dumps(parts).encode() + b"\n"


def _vertex(digest: str = "sha256:a", **more: object) -> bytes:
    return _line(vertexes=[{"digest": digest, "name": NAME, **more}])


def _log(data: bytes, stream: int = 1) -> bytes:
    text = base64.b64encode(data).decode()
    return _line(logs=[{"vertex": "sha256:a", "stream": stream, "data": text, "timestamp": BEGAN}])


def _read(*lines: bytes, code: int = 0, size: int = 7) -> list[BuildEvent]:
    reader, data = RawJsonReader(), b"".join(lines)
    events: list[BuildEvent] = []
    for at in range(0, len(data), size):
        events += reader.feed(data[at : at + size])
    return [*events, *reader.finish(code)]


def test_a_step_is_announced_when_it_begins_and_once() -> None:
    """The graph is sent ahead, with steps that never begin."""
    events = _read(
        _vertex(inputs=["sha256:0"]),
        _vertex(inputs=["sha256:0"], started=BEGAN),
        _vertex(inputs=["sha256:0"], started=BEGAN),
        _vertex("sha256:never"),
    )

    started = [event for event in events if isinstance(event, StepStarted)]
    assert [(event.id, event.inputs, event.label.index) for event in started] == [
        ("sha256:a", ("sha256:0",), 2)
    ]


def test_a_step_ends_with_its_seconds() -> None:
    """From its own start, to the nanosecond."""
    events = _read(_vertex(started=BEGAN), _vertex(started=BEGAN, completed=ENDED))

    assert StepFinished(id="sha256:a", status=StepStatus.DONE, seconds=2.5) in events


def test_the_last_word_on_a_step_comes_last_and_is_not_repeated() -> None:
    """A step is first looked up, then run, under one name."""
    events = _read(
        _vertex(started=BEGAN, completed=BEGAN),
        _vertex(started=BEGAN),
        _vertex(started=BEGAN, completed=ENDED, cached=True),
        _vertex(started=BEGAN, completed=ENDED, cached=True),
    )

    finished = [event.status for event in events if isinstance(event, StepFinished)]
    assert finished == [StepStatus.DONE, StepStatus.CACHED]


def test_an_error_is_a_failure_or_a_cancellation() -> None:
    """By how it ends."""
    run = 'process "/bin/sh -c x" did not complete successfully: exit code: '
    failed, cancelled = (
        next(
            event
            for event in _read(_vertex(started=BEGAN, completed=ENDED, error=error))
            if isinstance(event, StepFinished)
        )
        for error in (f"{run}9", f"{run}137: context canceled")
    )

    assert (failed.status, failed.exit_code) == (StepStatus.FAILED, 9)
    assert (cancelled.status, cancelled.exit_code) == (StepStatus.CANCELLED, None)


def test_logs_are_the_bytes_that_the_step_printed() -> None:
    """Any bytes, and from which output."""
    events = _read(_vertex(started=BEGAN), _log(b"\xff\x00a", stream=2))

    assert StepLog(id="sha256:a", data=b"\xff\x00a", stream=2) in events


def test_statuses_are_progress() -> None:
    """In bytes."""
    status = {"id": "extracting x", "vertex": "sha256:a", "current": 5, "total": 9, "name": "y"}
    events = _read(_vertex(started=BEGAN), _line(statuses=[{**status, "timestamp": BEGAN}]))

    assert StepProgress(id="sha256:a", what="extracting x", current=5, total=9) in events


def test_warnings_name_their_line() -> None:
    """The first of their range."""
    short = base64.b64encode(b"careful").decode()
    where = [{"start": {"line": 3}, "end": {"line": 4}}]
    events = _read(_line(warnings=[{"vertex": "sha256:a", "short": short, "range": where}]))

    assert BuildWarning(text="careful", line=3) in events


def test_a_clipped_log_is_told_once() -> None:
    """A person must know that the log is not whole."""
    mark = b"\n[output clipped, log limit 200KiB/s reached]\n"
    events = _read(_vertex(started=BEGAN), _log(b"x" + mark), _log(mark))

    warnings = [event.text for event in events if isinstance(event, BuildWarning)]
    assert len(warnings) == 1
    assert "200KiB/s" in warnings[0]


def test_the_image_is_what_the_exporter_wrote() -> None:
    """From the exporter's progress."""
    digest = "sha256:" + "ab" * 32
    status = {"id": f"writing image {digest}", "vertex": "sha256:a", "timestamp": BEGAN}
    finished = _read(_vertex(started=BEGAN), _line(statuses=[status]))[-1]

    assert isinstance(finished, BuildFinished)
    assert finished.image == digest
    assert finished.failure is None


def test_text_between_the_lines_is_the_final_message() -> None:
    """The client prints its location blocks and its error as text."""
    error = 'process "/bin/sh -c x" did not complete successfully: exit code: 9'
    block = b"Dockerfile:2\n" + b"-" * 20 + b"\n   2 | >>> RUN x\n" + b"-" * 20 + b"\n"
    finished = _read(
        _vertex(started=BEGAN, completed=ENDED, error=error),
        block,
        b"ERROR: failed to solve: " + error.encode(),
        code=1,
    )[-1]

    assert isinstance(finished, BuildFinished)
    assert finished.failure is not None
    assert (finished.failure.step, finished.failure.exit_code) == ("sha256:a", 9)
    assert finished.failure.locations[0].line_start == 2


def test_json_that_is_no_message_is_text() -> None:
    """Nothing that a client prints may stop us."""
    finished = _read(b'{"vertexes": 5}\n', b"{broken\n", b"[1]\n", b"null\n", code=1)[-1]

    assert isinstance(finished, BuildFinished)
    assert finished.output == '{"vertexes": 5}\n{broken\n[1]\nnull\n'


def test_missing_and_unknown_keys_are_borne() -> None:
    """Empty values are left out of the stream, and new ones come with new versions."""
    events = _read(
        _line(vertexes=None, statuses=None, logs=None, warnings=None, later=1),
        _line(logs=[{"vertex": "sha256:unknown", "timestamp": BEGAN}]),
        _line(warnings=[{}]),
        _line(),
    )

    assert [type(event) for event in events] == [StepStarted, StepLog, BuildWarning, BuildFinished]


def test_a_line_of_ten_megabytes_passes() -> None:
    """In pieces of the size in which pipes give them."""
    big = b"x" * (10 * 1024 * 1024)
    events = _read(_vertex(started=BEGAN), _log(big), size=64 * 1024)

    assert StepLog(id="sha256:a", data=big) in events


def test_what_is_kept_of_endless_text_is_bounded() -> None:
    """Its end, where the message stands."""
    reader = RawJsonReader()
    for _ in range(100):
        assert not list(reader.feed(b"noise " * 10_000))
    assert not list(reader.feed(b"\nERROR: failed to solve: boom\n"))
    (finished,) = reader.finish(1)

    assert isinstance(finished, BuildFinished)
    assert finished.failure is not None
    assert finished.failure.message == "boom"
    assert len(finished.output) <= 160 * 1024


def test_a_step_that_never_ended_is_not_the_culprit() -> None:
    """The engine went away under it."""
    lost = b"ERROR: failed to solve: Unavailable: error reading from server: EOF\n"
    finished = _read(_vertex(started=BEGAN), lost, code=1)[-1]

    assert isinstance(finished, BuildFinished)
    assert finished.failure is not None
    assert (finished.failure.kind, finished.failure.step) == (FailureKind.ENGINE, "")


def test_each_started_step_comes_before_anything_else_of_it() -> None:
    """As the port promises."""
    events = _read(_log(b"early"), _vertex(started=BEGAN, completed=ENDED))

    assert [type(event) for event in events] == [StepStarted, StepLog, StepFinished, BuildFinished]


def test_a_time_without_its_zone_is_no_message() -> None:
    """It cannot be set off against one with a zone; Go always writes it."""
    events = _read(_vertex(started=BEGAN, completed=ENDED.removesuffix("Z")), _vertex(cached=True))

    assert [e.seconds for e in events if isinstance(e, StepFinished)] == []
    assert [e.id for e in events if isinstance(e, StepStarted)] == ["sha256:a"]
