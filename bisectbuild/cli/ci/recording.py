"""The recording of a shell, secrets masked in what its terminal showed."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bisectbuild.redact.stream import RedactedStream

_EVENT = 3


def masked_recording(source: Path, secrets: tuple[str, ...]) -> bytes:
    """Give an asciicast (version 2) with secrets masked, those that lie across events too.

    A line that is no event is left out: the disk was full, or its writer was killed.
    """
    with source.open(encoding="utf-8", errors="replace") as lines:
        return "".join(f"{json.dumps(line)}\n" for line in _masked(lines, secrets)).encode()


def _masked(lines: Iterator[str], secrets: tuple[str, ...]) -> Iterator[Any]:
    stream = RedactedStream(secrets)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    when = 0.0
    for event in _events(lines):
        if isinstance(event, list) and event[1] == "o":
            when = event[0]
            text = stream.feed(event[2].encode(errors="surrogatepass"))
            yield [when, "o", decoder.decode(text)]
        else:
            yield event
    if rest := decoder.decode(stream.finish(), final=True):
        yield [when, "o", rest]


def _events(lines: Iterator[str]) -> Iterator[Any]:
    """Read the head and the events that are whole."""
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        whole = isinstance(event, list) and len(event) == _EVENT and isinstance(event[2], str)
        if whole or isinstance(event, dict):
            yield event
