"""Which of BuildKit's two output forms a stream is in, found from its first lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from bisectbuild.streams.plain import PlainReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.builder import BuildEvent

_JSON = re.compile(rb'^\{"(?:vertexes|statuses|logs|warnings)":', re.MULTILINE)
_PLAIN = re.compile(rb"^#\d+ ", re.MULTILINE)
# How much may be printed before the first line of progress: warnings of the client.
_PATIENCE = 64 * 1024


class Reader(Protocol):
    """What both readers can do."""

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes, cut anywhere, and give the events they complete."""

    def finish(self, exit_code: int) -> Iterator[BuildEvent]:
        """Take the end of the stream, and give the one BuildFinished."""


class StreamReader:
    """Reads either form. buildx before 0.12 takes `--progress=rawjson` and prints plain text."""

    def __init__(self) -> None:
        self._held = b""
        self._reader: Reader | None = None

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes, cut anywhere, and give the events they complete."""
        if self._reader is None:
            self._held += data
            self._reader = _choose(self._held)
            if self._reader is None:
                return
            data, self._held = self._held, b""
        yield from self._reader.feed(data)

    def finish(self, exit_code: int) -> Iterator[BuildEvent]:
        """Take the end of the stream, and give the one BuildFinished."""
        reader = self._reader or PlainReader()
        yield from reader.feed(self._held)
        yield from reader.finish(exit_code)


def read_stream(chunks: Iterator[bytes], exit_code: int) -> Iterator[BuildEvent]:
    """Read a whole recorded stream."""
    reader = StreamReader()
    for chunk in chunks:
        yield from reader.feed(chunk)
    yield from reader.finish(exit_code)


def _choose(head: bytes) -> Reader | None:
    if _JSON.search(head):
        # A JSON decoder is only loaded where JSON comes.
        from bisectbuild.streams.rawjson import RawJsonReader  # noqa: PLC0415

        return RawJsonReader()
    if _PLAIN.search(head) or len(head) > _PATIENCE:
        return PlainReader()
    return None
