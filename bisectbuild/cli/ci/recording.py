"""The recording of a shell, secrets masked in what its terminal showed."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bisectbuild.redact.stream import RedactedStream

_SHOWN = 1


def masked_recording(source: Path, secrets: tuple[str, ...]) -> bytes:
    """Give an asciicast (version 2) with secrets masked, those that lie across events too."""
    with source.open(encoding="utf-8", errors="replace") as lines:
        return "".join(f"{json.dumps(line)}\n" for line in _masked(lines, secrets)).encode()


def _masked(lines: Iterator[str], secrets: tuple[str, ...]) -> Iterator[Any]:
    stream = RedactedStream(secrets)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    when = 0.0
    for line in lines:
        event = json.loads(line)
        if isinstance(event, list) and event[_SHOWN] == "o":
            when = event[0]
            text = stream.feed(event[2].encode(errors="surrogatepass"))
            yield [when, "o", decoder.decode(text)]
        else:
            yield event
    if rest := decoder.decode(stream.finish(), final=True):
        yield [when, "o", rest]
