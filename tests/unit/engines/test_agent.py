"""The ssh agent of a step, relayed into a container."""

from __future__ import annotations

import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bisectbuild.dockerfile.mounts import RunMount
from bisectbuild.engines.agent import Agents
from bisectbuild.errors import EngineError

_LOCAL = "unix:///somewhere"
_MOUNT = RunMount(kind="ssh", target="/run/buildkit/ssh_agent.0", id="default")


@contextmanager
def _echo(path: Path) -> Iterator[str]:
    """Serve one connection that gives back what it gets, as an agent answers."""
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(path))
        server.listen()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(connection.recv(100)[::-1])

        thread = threading.Thread(target=serve)
        thread.start()
        yield str(path)
        thread.join()


def test_a_request_reaches_the_agent_and_its_answer_comes_back(tmp_path: Path) -> None:
    """Through a socket with the owner and the mode of the step's."""
    with (
        _echo(tmp_path / "agent") as agent,
        closing(Agents(("--ssh=default",), {"SSH_AUTH_SOCK": agent}, _LOCAL)) as agents,
    ):
        mount = agents.mount(_MOUNT)
        with closing(socket.socket(socket.AF_UNIX)) as client:
            client.connect(mount.source)
            client.sendall(b"keys")

            assert client.recv(100) == b"syek"
        assert stat.S_IMODE(Path(mount.source).stat().st_mode) == 0o600
    assert (mount.kind, mount.target) == ("bind", _MOUNT.target)
    assert not Path(mount.source).exists()


@pytest.mark.parametrize(
    ("flags", "env", "address", "reason"),
    [
        (("--ssh=default",), {}, _LOCAL, "SSH_AUTH_SOCK is not set"),
        (("--ssh=other",), {}, _LOCAL, "given no --ssh default"),
        (("--ssh=default",), {}, "tcp://host:2376", "on another machine"),
    ],
)
def test_an_agent_that_cannot_be_given_is_said_in_few_words(
    flags: tuple[str, ...], env: dict[str, str], address: str, reason: str
) -> None:
    """They stand in the banner's one line."""
    with closing(Agents(flags, env, address)) as agents, pytest.raises(EngineError, match=reason):
        agents.mount(_MOUNT)
