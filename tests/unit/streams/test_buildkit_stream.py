"""Which form a stream is in; and whole streams recorded from real engines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bisectbuild.builder import BuildEvent, BuildFinished, FailureKind, StepLog, StepStarted
from bisectbuild.streams.buildkit_stream import StreamReader, read_stream

STREAMS = Path(__file__).parents[2] / "streams"
RECORDED = sorted(
    file.name for kind in ("plain", "rawjson") for file in STREAMS.glob(f"*.docker-*.{kind}")
)
KINDS = {
    "good": None,
    "parse": FailureKind.FILE,
    "conversion": FailureKind.CONVERSION,
    "nobase": FailureKind.CONVERSION,
    "cancelled": FailureKind.CANCELLED,
    "gone": FailureKind.ENGINE,
}
# The frontend of 20.10 knows neither here-documents nor `COPY --link`.
TOO_NEW = {("heredoc", "20.10.24"), ("link", "20.10.24")}


def _read(data: bytes, code: int, size: int) -> list[BuildEvent]:
    chunks = (data[at : at + size] for at in range(0, len(data), size))
    return list(read_stream(chunks, code))


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_build_ends_as_it_did(name: str) -> None:
    """Recorded with 20.10.24 and with 28.5.2 and its buildx."""
    case, _, version = name.partition(".docker-")
    kind = KINDS.get(case, FailureKind.STEP)
    if (case, version.removesuffix(".plain")) in TOO_NEW:
        kind = FailureKind.FILE

    finished = _read((STREAMS / name).read_bytes(), 0 if kind is None else 1, 4096)[-1]

    assert isinstance(finished, BuildFinished)
    assert (finished.failure and finished.failure.kind) == kind
    assert bool(finished.image) == (kind is None)


@pytest.mark.parametrize("name", RECORDED)
def test_where_chunks_are_cut_changes_nothing(name: str) -> None:
    """Pipes cut anywhere."""
    data = (STREAMS / name).read_bytes()

    assert _joined(_read(data, 1, 17)) == _joined(_read(data, 1, len(data)))


def _joined(events: list[BuildEvent]) -> list[BuildEvent]:
    """Join log events that follow one another; how many there are is nobody's business."""
    joined: list[BuildEvent] = []
    for event in events:
        last = joined[-1] if joined else None
        if isinstance(event, StepLog) and isinstance(last, StepLog) and last.id == event.id:
            joined[-1] = replace(last, data=last.data + event.data)
        else:
            joined.append(event)
    return joined


def test_warnings_of_the_client_may_come_first() -> None:
    """`WARNING: No output specified with docker-container driver …` before the first JSON line."""
    first = b"WARNING: No output specified\n"
    json = b'{"vertexes":[{"digest":"a","name":"[1/2] FROM x","started":"2026-01-01T00:00:00Z"}]}\n'
    events = _read(first + json, 0, 9)

    assert [type(event) for event in events] == [StepStarted, BuildFinished]
    finished = events[-1]
    assert isinstance(finished, BuildFinished)
    assert finished.output == first.decode()


def test_an_old_buildx_that_prints_plain_text_is_read_as_such() -> None:
    """It takes `--progress=rawjson` without a word."""
    events = _read(b'#1 [1/2] FROM x\n#1 0.1 {"vertexes":[]}\n#1 DONE 0.1s\n', 0, 3)

    assert isinstance(events[0], StepStarted)
    assert events[0].id == "1"


def test_a_stream_of_neither_form_is_all_message() -> None:
    """No engine answers."""
    (finished,) = _read(b"Cannot connect to the Docker daemon at unix:///x.\n", 1, 11)

    assert isinstance(finished, BuildFinished)
    assert finished.failure is not None
    assert finished.failure.kind is FailureKind.ENGINE


def test_what_is_held_before_the_form_is_known_is_bounded() -> None:
    """Endless text is no reason to wait."""
    reader = StreamReader()
    for _ in range(50):
        list(reader.feed(b"noise\n" * 1000))
    (finished,) = reader.finish(1)

    assert isinstance(finished, BuildFinished)
    assert len(finished.output) <= 64 * 1024


def test_an_empty_stream_ends_once() -> None:
    """Exactly one BuildFinished, whatever came."""
    assert _read(b"", 0, 1) == [BuildFinished(failure=None)]
