"""What tmate's own client talks to, as far as these tests need it, and the client itself.

tmate's server is in no package. This one speaks version 6 of its protocol to an unchanged client
2.4.0: it takes its settings and keys, shows one pane to people who come by ssh with such a key, and
sends what they type.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncssh
import msgpack
import pytest

from tests.support.matrix import env_folder
from tests.support.program import PATIENCE

REQUIRE_VARIABLE = "BISECTBUILD_REQUIRE_TMATE"
_MISSING = "there is no tmate: ./dev test unpacks one on Debian"
# Found out at once, since a test may set another HOME.
_UNPACKED = env_folder().parent / "tmate"
_TOKEN: Final = "token"
_OUT_PTY_DATA, _OUT_READY, _OUT_COMMAND = 2, 9, 12
_IN_NOTIFY, _IN_RESIZE, _IN_SET_ENV, _IN_READY, _IN_PANE_KEY = 0, 2, 4, 5, 6
_KEYS: Final = "authorized_keys="


@dataclass(slots=True)
class TmateServer:
    """A server that runs. `said` are the client's messages, `keys` those it was told to let in."""

    config: str = ""
    said: list[list[Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    guests: list[asyncssh.SSHServerChannel[bytes]] = field(default_factory=list)
    connections: list[asyncssh.SSHServerConnection] = field(default_factory=list)
    host: asyncssh.SSHServerChannel[bytes] | None = None
    port: int = 0
    up: threading.Event = field(default_factory=threading.Event)

    def send(self, *message: object) -> None:
        """Send the client a message."""
        assert self.host is not None
        self.host.write(msgpack.packb(message))

    def hear(self, message: list[Any]) -> None:
        """Take a message of the client."""
        self.said.append(message)
        if message[0] == _OUT_COMMAND and str(message[-1]).startswith(_KEYS):
            self.keys.append(message[-1].removeprefix(_KEYS))
        if message[0] == _OUT_PTY_DATA:
            for guest in self.guests:
                guest.write(message[2])
        if message[0] == _OUT_READY:
            self.send(_IN_SET_ENV, "tmate_ssh", f"ssh -p{self.port} {_TOKEN}@127.0.0.1")
            self.send(_IN_SET_ENV, "tmate_num_clients", "0")
            self.send(_IN_NOTIFY, "\x1b]0;x\x07::error::of a server")
            self.send(_IN_READY)


class _Host(asyncssh.SSHServerSession[bytes]):
    """The client of tmate."""

    def __init__(self, server: TmateServer) -> None:
        self._server = server
        self._messages = msgpack.Unpacker(strict_map_key=False, raw=True)

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._server.host = chan

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._server.host = None
        for guest in self._server.guests:
            guest.exit(0)

    def subsystem_requested(self, subsystem: str) -> bool:
        return subsystem == "tmate"

    def data_received(self, data: bytes, datatype: int | None) -> None:
        del datatype
        self._messages.feed(data)
        for message in self._messages:
            pty = message[0] == _OUT_PTY_DATA
            self._server.hear(message if pty else [_text(part) for part in message])


class _Guest(asyncssh.SSHServerSession[bytes]):
    """A person who comes by ssh."""

    def __init__(self, server: TmateServer) -> None:
        self._server = server

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._server.guests.append(chan)
        self._server.send(_IN_SET_ENV, "tmate_num_clients", str(len(self._server.guests)))
        self._channel = chan

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._server.guests.remove(self._channel)
        if self._server.host:
            self._server.send(_IN_SET_ENV, "tmate_num_clients", str(len(self._server.guests)))

    def pty_requested(self, term_type: str, term_size: tuple[int, ...], term_modes: object) -> bool:
        del term_type, term_modes
        self._server.send(_IN_RESIZE, term_size[0], term_size[1])
        return True

    def shell_requested(self) -> bool:
        return True

    def data_received(self, data: bytes, datatype: int | None) -> None:
        del datatype
        for key in data:
            self._server.send(_IN_PANE_KEY, -1, key)


class _Door(asyncssh.SSHServer):
    """Lets in the client, and people with one of the keys that it told."""

    def __init__(self, server: TmateServer) -> None:
        self._server = server
        self._is_host = False

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._server.connections.append(conn)

    def begin_auth(self, username: str) -> bool:
        self._is_host = username == "tmate"
        return not self._is_host

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        shown = key.export_public_key().decode().split()[:2]
        return username == _TOKEN and " ".join(shown) in self._server.keys

    def session_requested(self) -> _Host | _Guest:
        return _Host(self._server) if self._is_host else _Guest(self._server)


@contextmanager
def tmate_server() -> Iterator[TmateServer]:
    """Run one on loopback; `config` is what ~/.tmate.conf says of it."""
    server = TmateServer()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(server),), daemon=True)
    thread.start()
    assert server.up.wait(PATIENCE)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(server.up.clear)
        thread.join(PATIENCE)
        loop.close()


async def _serve(server: TmateServer) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    acceptor = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=lambda: _Door(server),
        server_host_keys=[key],
        encoding=None,
    )
    server.port = acceptor.get_port()
    server.config = (
        f"set -g tmate-server-host 127.0.0.1\nset -g tmate-server-port {server.port}\n"
        f'set -g tmate-server-ed25519-fingerprint "{key.get_fingerprint()}"\n'
    )
    server.up.set()
    while server.up.is_set():  # noqa: ASYNC110 - it is another thread that ends it
        await asyncio.sleep(0.05)
    acceptor.close()
    for connection in server.connections:
        connection.abort()
        await connection.wait_closed()
    await acceptor.wait_closed()


def tmate_folder() -> Path:
    """Give the folder of tmate for PATH, or skip the test; fail it where one is required."""
    own = shutil.which("tmate")
    if own:
        return Path(own).parent
    if (_UNPACKED / "tmate").exists():
        return _UNPACKED
    if os.environ.get(REQUIRE_VARIABLE):
        pytest.fail(_MISSING)
    pytest.skip(_MISSING)


def _text(part: object) -> object:
    return part.decode(errors="replace") if isinstance(part, bytes) else part
