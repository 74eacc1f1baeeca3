"""The lines of `docker buildx build --progress=rawjson`, read into events."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import msgspec

from bisectbuild.builder import BuildEvent, BuildWarning
from bisectbuild.streams.buildkit_lines import LineCutter
from bisectbuild.streams.buildkit_steps import StepBook

if TYPE_CHECKING:
    from collections.abc import Iterator

# A line holds one message; the largest carry a whole Dockerfile for the sake of a warning.
_LINE_LIMIT = 64 * 1024 * 1024
# More than any build has; beyond it the oldest are forgotten.
_MOST_KNOWN = 100_000

# Go always writes the zone; times without one cannot be set off against others.
_Time = Annotated[datetime, msgspec.Meta(tz=True)]


class _Vertex(msgspec.Struct, gc=False):
    """client.Vertex of BuildKit, v0.13 on."""

    digest: str
    name: str = ""
    inputs: tuple[str, ...] | None = None
    started: _Time | None = None
    completed: _Time | None = None
    cached: bool = False
    error: str = ""


class _Status(msgspec.Struct, gc=False):
    """client.VertexStatus."""

    id: str
    vertex: str
    total: int = 0
    current: int = 0


class _Log(msgspec.Struct, gc=False):
    """client.VertexLog; `data` is base64 in the stream."""

    vertex: str
    data: bytes = b""
    stream: int = 1


class _Position(msgspec.Struct, gc=False):
    line: int = 0


class _Range(msgspec.Struct, gc=False):
    start: _Position = msgspec.field(default_factory=_Position)


class _Warning(msgspec.Struct, gc=False):
    """client.VertexWarning."""

    short: bytes = b""
    range: tuple[_Range, ...] | None = None


class _Message(msgspec.Struct, gc=False):
    """client.SolveStatus: one line. Each line tells what changed, not all that holds."""

    vertexes: tuple[_Vertex, ...] | None = None
    statuses: tuple[_Status, ...] | None = None
    logs: tuple[_Log, ...] | None = None
    warnings: tuple[_Warning, ...] | None = None


class RawJsonReader:
    """Reads the stream incrementally; a line that is no message belongs to no step."""

    def __init__(self) -> None:
        self._book = StepBook()
        self._lines = LineCutter(limit=_LINE_LIMIT)
        self._decoder = msgspec.json.Decoder(_Message)
        self._known: dict[str, _Vertex] = {}

    @property
    def is_over(self) -> bool:
        """Whether the client has said its last words, which are no message."""
        return bool(self._known and self._book.tail)

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes, cut anywhere, and give the events they complete."""
        for piece, begins, ends in self._lines.cut(data):
            yield from self._line(piece, whole=begins and ends)

    def finish(self, exit_code: int) -> Iterator[BuildEvent]:
        """Take the end of the stream, and give the one BuildFinished."""
        for piece, begins, ends in self._lines.rest():
            yield from self._line(piece, whole=begins and ends)
        yield self._book.close(exit_code)

    def _line(self, line: bytes, *, whole: bool) -> Iterator[BuildEvent]:
        if whole and line.startswith(b"{"):
            try:
                message = self._decoder.decode(line)
            except msgspec.DecodeError:
                pass
            else:
                yield from self._message(message)
                return
        self._book.outside(line.decode("utf-8", "replace") + "\n")

    def _message(self, message: _Message) -> Iterator[BuildEvent]:
        for vertex in message.vertexes or ():
            yield from self._vertex(vertex)
        for status in message.statuses or ():
            yield from self._begin(status.vertex)
            yield from self._book.progress(status.vertex, status.id, status.current, status.total)
        for log in message.logs or ():
            yield from self._begin(log.vertex)
            yield from self._book.log(log.vertex, log.data, log.stream)
        for warning in message.warnings or ():
            line = warning.range[0].start.line if warning.range else 0
            yield BuildWarning(text=warning.short.decode("utf-8", "replace"), line=line)

    def _vertex(self, vertex: _Vertex) -> Iterator[BuildEvent]:
        """Announce a step when it begins; the graph is sent ahead, steps never reached included."""
        self._known[vertex.digest] = vertex
        if len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        if vertex.started or vertex.completed or vertex.cached or vertex.error:
            yield from self._begin(vertex.digest)
        if vertex.completed:
            begun = vertex.started or vertex.completed
            yield from self._book.finish(
                vertex.digest,
                cached=vertex.cached,
                seconds=(vertex.completed - begun).total_seconds(),
                error=vertex.error,
            )

    def _begin(self, digest: str) -> Iterator[BuildEvent]:
        vertex = self._known.get(digest)
        name, inputs = (vertex.name, vertex.inputs or ()) if vertex else ("", ())
        yield from self._book.start(digest, name, inputs)
