"""The text that docker's command line prints of a legacy build, read into build events."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bisectbuild.streams.legacy_stream import RED, RESET, StreamReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.builder import BuildEvent

_COLOURS = re.compile(f"({re.escape(RED)}|{re.escape(RESET)})")
_REMOVAL = re.compile(r"(?: ---> Removed|Removing) intermediate container [0-9a-f]+\s*\Z")
_ARROW_IMAGE = re.compile(r" ---> [0-9a-f]{12}\s*")
_RETURNED = re.compile(r"(?:.*: )?The command '.*' returned a non-zero code: \d+.*", re.DOTALL)
# What a client says on its stderr before it builds.
_BANNER = re.compile(
    r"DEPRECATED: The legacy builder is deprecated.*?(?:\n\n|\Z)|time=\"[^\n]*(?:\n|\Z)", re.DOTALL
)


def read_log(stdout: str, stderr: str = "") -> Iterator[BuildEvent]:
    """Read a saved log. `stderr` is the client's, where it was kept apart.

    Otherwise the final message is looked for at the end of `stdout`.
    """
    text, message = stdout, _BANNER.sub("", stderr).strip()
    if not message:
        text, message = _cut_message(stdout)
    log = _LogReader()
    for line in text.splitlines(keepends=True):
        yield from log.line(line)
    if message:
        yield from log.reader.fail(message)
    yield from log.reader.end()


def _cut_message(text: str) -> tuple[str, str]:
    """Split the final `The command '…' returned …` off, if no step of the builder follows it."""
    lines = text.splitlines(keepends=True)
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].startswith(("Step ", " ---> ")):
            break
        if _RETURNED.fullmatch(lines[index].strip()):
            return "".join(lines[:index]), lines[index].strip()
    return text, ""


class _LogReader:
    """Tells the builder's own lines from a process's, and its stdout from its stderr."""

    def __init__(self) -> None:
        self.reader = StreamReader()
        self._stream = 1

    def line(self, line: str) -> Iterator[BuildEvent]:
        bare = line.rstrip("\r\n")
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
