"""The connection to a process that the engine runs: both ways, over whatever carries it."""

from __future__ import annotations

import contextlib
import socket
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docker import APIClient

CHUNK = 64 * 1024
_HEADER = 8


class Stream:
    """A process that was started, and its input and output; sockets, TLS and ssh alike.

    It is read through the reader of the answer's headers: some of the output may have come along
    with those, which what docker-py hands out (the bare socket) has lost.
    """

    def __init__(self, client: APIClient, identity: str, *, tty: bool) -> None:
        raw: Any = client.exec_start(identity, tty=tty, socket=True)
        self._response = raw._response  # noqa: SLF001 - docker-py keeps it there
        self._reader = self._response.raw._fp.fp  # noqa: SLF001 - the reader of the headers
        self._socket = getattr(raw, "_sock", raw)
        # Over ssh it is no real socket, but the two pipes of a process.
        self._process = getattr(self._socket, "proc", None)

    def read(self) -> bytes:
        """Wait for some output; b"" at its end."""
        return bytes(self._reader.read1(CHUNK))

    def write(self, data: bytes) -> None:
        """Send all to the process."""
        self._socket.sendall(data)

    def end(self) -> None:
        """End the input; output still comes."""
        if self._process is not None:
            self._process.stdin.close()
        else:
            self._socket.shutdown(socket.SHUT_WR)

    def stop(self) -> None:
        """Break the connection off, so that who waits in read() goes on."""
        with contextlib.suppress(OSError):
            if self._process is not None:
                self._process.terminate()
            else:
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give up what it holds; nobody may be in read() any more."""
        with contextlib.suppress(OSError):
            self._response.close()
            self._socket.close()


def frames(stream: Stream) -> Iterator[tuple[int, bytes]]:
    """Take output without a terminal apart: 1 stdout or 2 stderr, and bytes, as they come."""
    held = bytearray()
    number = left = 0
    while data := stream.read():
        held += data
        while held:
            if left:
                piece = bytes(held[:left])
                del held[:left]
                left -= len(piece)
                yield number, piece
            elif len(held) < _HEADER:
                break
            else:
                number, left = struct.unpack(">BxxxL", held[:_HEADER])
                del held[:_HEADER]
