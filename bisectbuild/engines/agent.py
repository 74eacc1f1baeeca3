"""The ssh agent of a `RUN --mount=type=ssh`, for a container: a socket with the step's owner."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from bisectbuild.dockerfile.mounts import RunMount
from bisectbuild.engines.process import capture, held_open
from bisectbuild.errors import EngineError
from bisectbuild.flags import values
from bisectbuild.interrupt import held
from bisectbuild.sandbox import Mount

_CHUNK = 64 * 1024
_SECONDS = 20.0
_EVERYONE = 0o666


class Agents:
    """The agents that `--ssh` names, each relayed by a socket of ours.

    `address` is the engine's: only one on this machine can be given a socket. Closing it ends
    the relays and the agents that were started for key files.
    """

    def __init__(self, flags: tuple[str, ...], env: Mapping[str, str], address: str) -> None:
        self._env = dict(env)
        self._address = address
        self._given = dict(map(_source, values(flags, "ssh")))
        self._stack = contextlib.ExitStack()
        self._sockets: dict[tuple[str, int | None, int | None, int | None], Path] = {}

    def mount(self, wanted: RunMount) -> Mount:
        """Give what to mount for an ssh mount. Raises EngineError with the reason in few words."""
        if not self._address.startswith("unix://"):
            raise EngineError("the engine is on another machine")
        name = wanted.id or "default"
        if name not in self._given:
            raise EngineError(f"the build was given no --ssh {name}")
        key = (name, wanted.uid, wanted.gid, wanted.mode)
        if key not in self._sockets:
            with held():
                self._sockets[key] = self._relay(self._agent(self._given[name]), wanted)
        return Mount(kind="bind", target=wanted.target, source=str(self._sockets[key]))

    def close(self) -> None:
        """End the relays and the agents of ours."""
        self._sockets.clear()
        self._stack.close()

    def _agent(self, sources: tuple[str, ...]) -> str:
        """Give the socket of an agent: the person's own, or one of ours that holds the keys."""
        first = sources[0] if sources else self._env.get("SSH_AUTH_SOCK", "")
        if not first:
            raise EngineError("SSH_AUTH_SOCK is not set")
        if Path(first).is_socket():
            return first
        ours = str(self._folder() / "agent")
        argv = ("ssh-agent", "-a", ours, "cat")
        self._stack.enter_context(held_open(argv, env=self._env, until=Path(ours).is_socket))
        added = capture(
            ("ssh-add", "-q", *sources),
            env={**self._env, "SSH_AUTH_SOCK": ours, "SSH_ASKPASS_REQUIRE": "never"},
            seconds=_SECONDS,
        )
        if added.code:
            raise EngineError(f"the key {first} cannot be read without a passphrase")
        return ours

    def _relay(self, agent: str, wanted: RunMount) -> Path:
        path = self._folder() / "socket"
        server = _Relay(str(path), agent)
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        self._stack.callback(server.server_close)
        self._stack.callback(server.shutdown)
        _own(path, wanted)
        return path

    def _folder(self) -> Path:
        folder = tempfile.TemporaryDirectory(prefix="bisectbuild-", ignore_cleanup_errors=True)
        return Path(self._stack.enter_context(folder))


def _own(path: Path, wanted: RunMount) -> None:
    """Give the socket the step's owner and mode; its folder keeps others of this machine out.

    Who may not give files away lets everyone in the container use it instead.
    """
    try:
        os.chown(path, wanted.uid or 0, wanted.gid or 0)
        path.chmod(wanted.mode or 0o600)
    except PermissionError:
        path.chmod(_EVERYONE if wanted.uid else wanted.mode or 0o600)


def _source(flag: str) -> tuple[str, tuple[str, ...]]:
    """Read `--ssh default`, `--ssh ID=SOCKET` or `--ssh ID=KEY,KEY`."""
    name, _, rest = flag.partition("=")
    return name or "default", tuple(filter(None, rest.split(",")))


class _Relay(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: str, agent: str) -> None:
        self.agent = agent
        super().__init__(path, _Connection)


class _Connection(socketserver.BaseRequestHandler):
    server: _Relay

    def handle(self) -> None:
        """Copy both ways until one side ends."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as agent:
            agent.connect(self.server.agent)
            back = threading.Thread(target=_copy, args=(agent, self.request), daemon=True)
            back.start()
            _copy(self.request, agent)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(_CHUNK):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
