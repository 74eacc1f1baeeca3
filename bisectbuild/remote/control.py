"""The socket by which the program that is served says `resume job` and the like."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Final

from bisectbuild.errors import EngineError, UsageError
from bisectbuild.remote.words import UNDERSTOOD

_SECONDS: Final = 10.0
_MOST_BYTES: Final = 64 * 1024
_DONE, _REFUSED = b"done\n", b"refused\n"


@contextlib.contextmanager
def place() -> Iterator[Path]:
    """Give a path for the socket, short enough for one, in a folder of our own (0700)."""
    folder = tempfile.mkdtemp(prefix="bisectbuild-")
    try:
        yield Path(folder) / "control"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def listening(path: Path, answer: Callable[[str], str]) -> AsyncIterator[None]:
    """Answer on the socket while the block runs; only our own user can reach it.

    `answer` raises UsageError for what it does not understand. Raises UsageError where the socket
    cannot be made, such as at a path of over 107 bytes (Linux, unix(7)).
    """

    async def each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ValueError, TimeoutError):
            said = await asyncio.wait_for(reader.readline(), _SECONDS)
            try:
                reply = _DONE + answer(said.decode("utf-8", "replace")).encode()
            except UsageError as error:
                reply = _REFUSED + f"{error.message}\n{error.hint}".encode()
            writer.write(reply)
            writer.write_eof()
            await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(each, sock=_bound(path), limit=_MOST_BYTES)
    try:
        yield
    finally:
        server.close()
        _remove(path)


def _bound(path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made.bind(str(path))
        os.chmod(path, 0o600)  # noqa: PTH101 - before it listens, so no one was there first
    except OSError as error:
        made.close()
        raise UsageError(
            f"The socket {path} cannot be made: {error.strerror or error}.",
            hint="Set TMPDIR to a folder with a short path that can be written to.",
        ) from error
    return made


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def ask(path: Path, said: str) -> str:
    """Say something to the one who serves us; give the answer.

    Raises UsageError where it is refused, EngineError where no one answers.
    """
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_SECONDS)
            line.connect(str(path))
            line.sendall(" ".join(said.split()).encode() + b"\n")
            reply = b"".join(iter(lambda: line.recv(_MOST_BYTES), b""))
    except OSError as error:
        raise EngineError(
            "The one who serves this terminal does not answer; it may have ended.",
            hint="Leave with `exit`, and look at the job's log.",
        ) from error
    kind, _, text = reply.decode("utf-8", "replace").partition("\n")
    if f"{kind}\n".encode() != _DONE:
        message, _, hint = text.partition("\n")
        raise UsageError(message or "It was not understood.", hint=hint or UNDERSTOOD)
    return text
