"""The text that docker's command line prints of a legacy build, read into build events."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bisectbuild.streams.buildkit_lines import LineCutter
from bisectbuild.streams.legacy_message import Held, is_message
from bisectbuild.streams.legacy_stream import RED, RESET, StreamReader
from bisectbuild.streams.marks import Marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.builder import BuildEvent

_COLOURS = re.compile(f"({re.escape(RED)}|{re.escape(RESET)})")
_REMOVAL = re.compile(r"(?: ---> Removed|Removing) intermediate container [0-9a-f]+\s*\Z")
_ARROW_IMAGE = re.compile(r" ---> [0-9a-f]{12}\s*")
# What a client says on its stderr before it builds.
_BANNER = re.compile(
    r"DEPRECATED: The legacy builder is deprecated.*?(?:\n\n|\Z)|time=\"[^\n]*(?:\n|\Z)", re.DOTALL
)
# The banner's first line; a blank one ends it.
_DEPRECATED = b"DEPRECATED: The legacy builder"
# Every line that is more than the output of the process that runs holds one of these.
_MARKS = (
    b"Step ", b" ---> ", b" intermediate container ", b"\x1b[", b"The command '",
    _DEPRECATED, b"OCI runtime ", b"failed to create ", b"Error response from daemon", b"Service '",
)  # fmt: skip
_PIECE = 64 * 1024


def read_log(stdout: str, stderr: str = "") -> Iterator[BuildEvent]:
    """Read a saved log. `stderr` is the client's, where it was kept apart.

    Otherwise the final message is looked for at the end of `stdout`.
    """
    reader = LegacyLogReader()
    yield from reader.feed(stdout.encode("utf-8", "surrogateescape"))
    yield from reader.finish(1, _BANNER.sub("", stderr).strip())


class LegacyLogReader:
    """Tells the builder's own lines from a process's, and its stdout from its stderr.

    A line that may be the client's last message is held back, with those that follow it, until
    the builder goes on or the log ends.
    """

    def __init__(self) -> None:
        self.reader = StreamReader()
        self._lines = LineCutter(limit=_PIECE)
        self._stream = 1
        self._held: Held | None = None
        self._banner = False

    @property
    def is_over(self) -> bool:
        """Whether the build seems to have ended, well or not."""
        return self.reader.built or self._held is not None or self.reader.ended

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes, cut anywhere, and give the events they complete."""
        marks, at = Marks(data, _MARKS), 0
        while at < len(data):
            if self.reader.running and not self._is_special():
                end = min(marks.after(at), data.rfind(b"\n") + 1)
                if end > at:
                    yield from self.reader.raw(data[at:end])
                    at = end
                    continue
            end = data.find(b"\n", at) + 1 or len(data)
            for piece, begins, ends in self._lines.cut(data[at:end]):
                yield from self._piece(piece, begins=begins, ends=ends)
            at = end

    def _is_special(self) -> bool:
        """Tell whether the next line must be looked at, whatever it holds."""
        return self._stream != 1 or self._banner or bool(self._held) or self._lines.holds

    def finish(self, exit_code: int, message: str = "") -> Iterator[BuildEvent]:
        """Take the end of the log, and give the one BuildFinished.

        `message` is the client's last one, where it was kept apart.
        """
        del exit_code  # The text tells how the build ended.
        for piece, begins, ends in self._lines.rest():
            yield from self._piece(piece, begins=begins, ends=ends, unended=True)
        if self._held and message:
            yield from self._release()
        final = message or (self._held.message if self._held else "")
        if final:
            yield from self.reader.fail(final)
        yield from self.reader.end()

    def _piece(
        self, piece: bytes, *, begins: bool, ends: bool, unended: bool = False
    ) -> Iterator[BuildEvent]:
        text = piece.decode("utf-8", "surrogateescape")
        if ends and not unended:
            text += "\n"
        if self.reader.ended:
            return
        if begins:
            yield from self._line(text)
        elif self._held is None:
            yield from self._output(text)

    def _line(self, line: str) -> Iterator[BuildEvent]:
        bare = line.rstrip("\r\n")
        held = self._held
        if self._banner or bare.startswith(_DEPRECATED.decode()):
            self._banner = bool(bare)
            return
        if held is None and is_message(bare, running=bool(self.reader.running)):
            self._held = Held(message=bare.strip())
            self._held.lines.append(line)
        elif held is None:
            yield from self._plain_line(line, bare)
        elif self._goes_on(bare):
            yield from self._release()
            yield from self._plain_line(line, bare)
        elif not held.add(line):
            if held.is_of(self.reader.under_way):
                yield from self.reader.fail(held.message)
            else:
                yield from self._release()

    def _goes_on(self, bare: str) -> bool:
        """Tell whether a line shows that the builder was not at its end yet."""
        removal = _REMOVAL.search(bare)
        return (
            bool(removal and self.reader.is_removal(removal.group()))
            or self.reader.is_next_step(bare)
            or _ARROW_IMAGE.fullmatch(bare) is not None
        )

    def _release(self) -> Iterator[BuildEvent]:
        """Let what was held back be output after all."""
        held, self._held = self._held, None
        for line in held.lines if held else ():
            yield from self._plain_line(line, line.rstrip("\r\n"))

    def _plain_line(self, line: str, bare: str) -> Iterator[BuildEvent]:
        if not self.reader.running:
            yield from self.reader.line(bare)
            return
        removal = _REMOVAL.search(bare)
        if removal and self.reader.is_removal(removal.group()):
            # Output that did not end its last line stands before it.
            yield from self._output(bare[: removal.start()])
            self._end_output()
        elif self.reader.is_next_step(bare) or _ARROW_IMAGE.fullmatch(bare):
            self._end_output()
            yield from self.reader.line(bare)
        else:
            yield from self._output(line)

    def _output(self, text: str) -> Iterator[BuildEvent]:
        for piece in _COLOURS.split(text):
            if piece == RED:
                self._stream = 2
            elif piece == RESET and self._stream == 2:  # noqa: PLR2004 - standard error
                self._stream = 1
            else:
                yield from self.reader.log(piece, self._stream)

    def _end_output(self) -> None:
        self.reader.running = ""
        self._stream = 1
