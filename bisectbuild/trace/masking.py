"""Takes secrets out of build events before anyone sees, prints or stores them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    Failure,
    StepFinished,
    StepLog,
    StepProgress,
    StepStarted,
)
from bisectbuild.redact.stream import RedactedStream
from bisectbuild.redact.text import redact


def masked(events: Iterable[BuildEvent], secrets: tuple[str, ...]) -> Iterator[BuildEvent]:
    """Give the events with secrets and logins masked, also where a chunk of log cuts one in two.

    What is held back of a log comes before the end of its step, or that of the build.
    """
    streams: dict[str, RedactedStream] = {}
    for event in events:
        match event:
            case StepLog():
                stream = streams.get(event.id)
                if stream is None:
                    stream = streams[event.id] = RedactedStream(secrets)
                data = stream.feed(event.data)
                if data:
                    yield replace(event, data=data)
                continue
            case StepFinished():
                yield from _rest(streams, event.id)
            case BuildFinished():
                yield from _rest(streams, *streams)
            case StepStarted() | StepProgress() | BuildWarning():
                pass
            case _:
                assert_never(event)
        yield _masked(event, secrets)


def _rest(streams: dict[str, RedactedStream], *steps: str) -> Iterator[StepLog]:
    for step in steps:
        data = streams.pop(step).finish() if step in streams else b""
        if data:
            yield StepLog(id=step, data=data)


def _masked(event: BuildEvent, secrets: tuple[str, ...]) -> BuildEvent:
    match event:
        case StepStarted(label=label):
            return replace(event, label=replace(label, text=redact(label.text, secrets)))
        case StepProgress():
            return replace(event, what=redact(event.what, secrets))
        case StepFinished():
            return replace(event, error=redact(event.error, secrets))
        case BuildWarning():
            return replace(event, text=redact(event.text, secrets))
        case BuildFinished():
            failure = _masked_failure(event.failure, secrets)
            return replace(event, failure=failure, output=redact(event.output, secrets))
        case StepLog():
            return event
        case _:
            assert_never(event)


def _masked_failure(failure: Failure | None, secrets: tuple[str, ...]) -> Failure | None:
    if failure is None:
        return None
    return replace(
        failure,
        message=redact(failure.message, secrets),
        raw=redact(failure.raw, secrets),
    )
