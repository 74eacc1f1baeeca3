"""The text of `--progress=plain`, from BuildKit 0.8 to today's, read into events."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bisectbuild.builder import BuildEvent, BuildWarning
from bisectbuild.streams.buildkit_lines import LineCutter
from bisectbuild.streams.buildkit_steps import StepBook
from bisectbuild.streams.plain_line import Kind, read_line

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"#(\d{1,9})(?: |$)")
_UP_TO_LOG = re.compile(rb"#\d+ \d+\.\d{1,3} ?")
_PREFIX = re.compile(rb"\n" + _UP_TO_LOG.pattern)
_RUN_ENDS = re.compile(rb"\n(?!#\d+ \d+\.\d{1,3}[ \n])")
# Before 0.11 the end of a step is printed right behind a log that has no line feed at its end.
_GLUED = re.compile(rb"#(\d+) (?:DONE \d{1,9}(?:\.\d+)?s|CANCELED|\.\.\.)\r?$")
_PIECE = 64 * 1024
_STRAY_LIMIT = 200


class PlainReader:
    """Reads the stream incrementally. Steps are known by their display number, `#5`.

    textMux.printVtx (util/progress/progressui/printer.go, v0.8 to v0.32) prints one step at a
    time: a header with the step's name whenever another step than before speaks.
    """

    def __init__(self) -> None:
        self._book = StepBook()
        self._lines = LineCutter(limit=_PIECE)
        self._names: dict[str, str] = {}
        self._running: set[str] = set()
        self._current = ""
        self._speaker = b""
        self._glued = b""
        self._open_error: tuple[str, str] | None = None
        self._strays: list[str] = []
        self._previous = ""
        self._over = False

    @property
    def is_over(self) -> bool:
        """Whether the build seems to have ended, well or not."""
        return self._over or bool(self._names and not self._running)

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes, cut anywhere, and give the events they complete."""
        at, slow = 0, 0
        while at < len(data):
            if at >= slow and not self._lines.holds:
                end, log = self._run(data, at)
                if log:
                    yield from self._book.log(self._current, log)
                    at = end
                    continue
                slow = end
            end = data.find(b"\n", at) + 1 or len(data)
            for piece, begins, ends in self._lines.cut(data[at:end]):
                yield from self._piece(piece, begins=begins, ends=ends)
            at = end

    def _run(self, data: bytes, at: int) -> tuple[int, bytes]:
        """Take the log lines that follow of the step that speaks: nearly all lines are such.

        Gives where they end, and them without their prefixes, b"" where they must be read one by
        one after all.
        """
        if self._over or self._open_error or self._strays or self._glued:
            return at, b""
        start = b"#%b " % self._speaker
        end = data.rfind(b"\n", at) + 1
        begins = data.startswith(start, at) and _UP_TO_LOG.match(data, at)
        if not begins or not (ended := _RUN_ENDS.search(data, at, end)):
            return at, b""
        end = ended.start() + 1
        run = b"\n" + data[at:end]
        log, lines = _PREFIX.subn(b"\n", run)
        # The number stands once more where another step speaks, or where an end is glued on.
        if lines != run.count(b"\n") - 1 or lines != run.count(b"\n" + start) or start in log:
            return end, b""
        self._previous = ""
        return end, log[1:]

    def finish(self, exit_code: int) -> Iterator[BuildEvent]:
        """Take the end of the stream, and give the one BuildFinished."""
        for piece, begins, ends in self._lines.rest():
            yield from self._piece(piece, begins=begins, ends=ends)
        yield from self._unglue(is_end=True)
        yield from self._close_error()
        self._drop_strays()
        yield self._book.close(exit_code)

    def _piece(self, piece: bytes, *, begins: bool, ends: bool) -> Iterator[BuildEvent]:
        if begins:
            yield from self._line(piece, ends=ends)
        elif self._current and not self._over:
            yield from self._book.log(self._current, piece + (b"\n" if ends else b""))
        else:
            self._book.outside(piece.decode("utf-8", "replace") + ("\n" if ends else ""))

    def _line(self, raw: bytes, *, ends: bool) -> Iterator[BuildEvent]:
        text = raw.decode("utf-8", "replace").removesuffix("\r")
        yield from self._unglue(is_end=not text)
        number, rest = (None, text) if self._over else _numbered(text)
        if number is None:
            yield from self._without_number(text)
        elif number == "0":
            self._book.outside(rest + "\n")
        else:
            yield from self._close_error()
            yield from self._numbered_line(number, rest, raw, ends=ends)
        self._previous = text

    def _numbered_line(
        self, number: str, rest: str, raw: bytes, *, ends: bool
    ) -> Iterator[BuildEvent]:
        if self._strays and self._current:
            lost = "\n".join(self._strays).encode() + b"\n"
            self._strays.clear()
            yield from self._book.log(self._current, lost)
        self._current, self._speaker = number, number.encode()
        if number not in self._names:
            # The start of a log can be missing; a step then has no name.
            named = read_line(rest).kind is Kind.STATUS
            self._names[number] = rest if named else ""
            self._running.add(number)
            yield from self._book.start(number, self._names[number])
        elif rest == self._names[number]:
            self._running.add(number)
        if rest == self._names[number]:
            return
        yield from self._content(number, rest, raw, ends=ends)

    def _content(self, number: str, rest: str, raw: bytes, *, ends: bool) -> Iterator[BuildEvent]:
        line = read_line(rest)
        match line.kind:
            case Kind.LOG:
                # The log's own bytes, which need not be UTF-8.
                data = _UP_TO_LOG.sub(b"", raw, count=1)
                if ends and _glue_at(raw, number.encode()) >= 0:
                    self._glued = data
                    return
                yield from self._book.log(number, data + (b"\n" if ends else b""))
            case Kind.ERROR:
                self._open_error = (number, line.text)
            case Kind.END:
                self._running.discard(number)
                error = "context canceled" if line.text == "CANCELED" else ""
                yield from self._book.finish(
                    number, cached=line.text == "CACHED", seconds=line.seconds, error=error
                )
            case Kind.WARNING:
                yield BuildWarning(text=line.text, line=line.line)
            case Kind.STATUS:
                yield from self._book.progress(number, line.text, line.current, line.total)
            case Kind.NOTHING:
                pass

    def _unglue(self, *, is_end: bool) -> Iterator[BuildEvent]:
        """Tell what a held line is, now that its next is known: a step's end has a blank one."""
        line, self._glued = self._glued, b""
        if not line:
            return
        number = self._current
        if not is_end:
            yield from self._book.log(number, line + b"\n")
            return
        at = _glue_at(line, number.encode())
        yield from self._book.log(number, line[:at])
        rest = line[at:].decode("ascii").partition(" ")[2].rstrip()
        yield from self._content(number, rest, b"", ends=True)

    def _without_number(self, text: str) -> Iterator[BuildEvent]:
        if self._previous == "------" and text.startswith((" > ", "> [")):
            self._over = True
        if self._open_error and text and text != "------" and len(self._open_error[1]) < _PIECE:
            number, error = self._open_error
            self._open_error = (number, f"{error}\n{text}")
            return
        yield from self._close_error()
        if self._current in self._running and text and not self._over:
            # Before 0.12 a log line could lose its number; so does the end of a dying client.
            self._strays = [*self._strays, text][-_STRAY_LIMIT:]
            return
        self._drop_strays()
        self._book.outside(text + "\n")

    def _close_error(self) -> Iterator[BuildEvent]:
        if self._open_error:
            number, error = self._open_error
            self._open_error = None
            self._running.discard(number)
            yield from self._book.finish(number, error=error)

    def _drop_strays(self) -> None:
        for text in self._strays:
            self._book.outside(text + "\n")
        self._strays.clear()


def _numbered(text: str) -> tuple[str | None, str]:
    match = _NUMBER.match(text)
    return (match[1], text[match.end() :]) if match else (None, text)


def _glue_at(line: bytes, number: bytes) -> int:
    """Give where the end of step `number` seems to be glued to a line of its log, else -1."""
    match = _GLUED.search(line)
    return match.start() if match and match[1] == number else -1
