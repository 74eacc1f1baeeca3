"""Processes in a running container: starting one, and reading how it ended."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Any

from bisectbuild.engines.api import refusal_of, refusals, status_of
from bisectbuild.engines.stream import Stream, frames
from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docker import APIClient

    from bisectbuild.sandbox import Process

_NOT_EXECUTABLE, _NOT_FOUND = 126, 127
# docker/cli cli/command/container/run.go `runStartContainerErr`, 20.10 to 28.5.
_NOT_FOUND_WORDS = ("executable file not found", "no such file or directory")
_NO_USER = "unable to find"  # a user or a group: moby/sys/user, and runc before it
# How a start that failed begins, where the engine tells it as output of the process: Docker 20.10
# does so for all, 28.5 for what the runtime refuses.
_NOT_BEGUN = (b"OCI runtime exec failed", b"unable to find")
# Keys that nobody types: by default Ctrl-P waits for a Ctrl-Q that would detach.
_DETACH_KEYS = "ctrl-^,ctrl-],ctrl-@,ctrl-_,ctrl-^"
# The end of the output may come a moment before the engine knows the exit code.
_CODE_SECONDS = 60.0


class Execution:
    """A process of a container. Raises EngineError for a user that the image does not know."""

    def __init__(
        self, client: APIClient, container: str, process: Process, *, stdin: bool, tty: bool = False
    ) -> None:
        self._client = client
        self._user = process.user
        self._said = b""
        self._tty = tty
        with self._naming_user(), refusals():
            made = client.exec_create(
                container,
                list(process.argv),
                stdin=stdin,
                tty=tty,
                environment=dict(process.env),
                user=process.user,
                workdir=process.workdir or None,
                detach_keys=_DETACH_KEYS,
            )
        self.id = str(made["Id"])

    def start(self) -> Stream:
        """Start it."""
        with self._naming_user(), refusals():
            return Stream(self._client, self.id, tty=self._tty)

    def output(self, data: bytes | None = None) -> Iterator[tuple[int, bytes]]:
        """Start it without a terminal and give its output as it comes: 1 stdout or 2 stderr.

        Why a process did not start is told as stderr.
        """
        try:
            stream = self.start()
        except EngineError as error:
            if status_of(error) is None or not refusal_of(error):
                raise
            self._said = f"{refusal_of(error)}\n".encode()
            yield 2, self._said
            return
        try:
            if data is not None:
                threading.Thread(target=_feed, args=(stream, data), daemon=True).start()
            for number, piece in frames(stream):
                if not self._said:
                    self._said = piece
                yield (2 if self._said is piece and piece.startswith(_NOT_BEGUN) else number), piece
        finally:
            stream.stop()
            stream.close()

    def code(self) -> int:
        """Give the exit code, once the output has ended.

        126: the program is not executable, 127: there is no such program.
        """
        told = self._ended()
        if not told["Pid"]:  # It never began.
            words = self._said.decode(errors="replace")
            self._check_user(words)
            return _NOT_FOUND if any(w in words for w in _NOT_FOUND_WORDS) else _NOT_EXECUTABLE
        if told["ExitCode"] is None:
            raise EngineError(
                "The container ended while a process ran in it.",
                hint="See whether the engine still runs: docker version",
            )
        return int(told["ExitCode"])

    def _ended(self) -> dict[str, Any]:
        limit = time.monotonic() + _CODE_SECONDS
        while True:
            with refusals():
                told: dict[str, Any] = self._client.exec_inspect(self.id)
            if not told["Running"] or time.monotonic() > limit:
                return told
            time.sleep(0.01)

    @contextlib.contextmanager
    def _naming_user(self) -> Iterator[None]:
        try:
            yield
        except EngineError as error:
            self._check_user(refusal_of(error), error)
            raise

    def _check_user(self, words: str, cause: EngineError | None = None) -> None:
        if words.startswith(_NO_USER):
            raise EngineError(
                f"The image knows no user `{self._user}`: {words.strip()}",
                hint="A USER must be in the image's /etc/passwd, or a number.",
            ) from cause


def _feed(stream: Stream, data: bytes) -> None:
    """Send the input while another thread reads; a process that takes no more has ended."""
    with contextlib.suppress(OSError, ValueError):
        stream.write(data)
        stream.end()
