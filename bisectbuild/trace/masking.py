"""Takes secrets out of build events before anyone sees, prints or stores them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bisectbuild.builder import BuildEvent, BuildFinished, StepFinished, StepLog
from bisectbuild.redact import RedactedStream, redact


def masked(events: Iterable[BuildEvent], secrets: tuple[str, ...]) -> Iterator[BuildEvent]:
    """Give the events with every secret masked, also where a chunk of log cuts it in two."""
    streams: dict[str, RedactedStream] = {}
    for event in events:
        match event:
            case StepLog():
                stream = streams.setdefault(event.id, RedactedStream(secrets))
                yield replace(event, data=stream.feed(event.data))
            case StepFinished():
                if event.id in streams:
                    yield StepLog(id=event.id, data=streams.pop(event.id).finish())
                yield replace(event, error=redact(event.error, secrets))
            case BuildFinished(failure=failure) if failure is not None:
                clean = replace(
                    failure,
                    message=redact(failure.message, secrets),
                    raw=redact(failure.raw, secrets),
                )
                yield replace(event, failure=clean, output=redact(event.output, secrets))
            case _:
                yield event
