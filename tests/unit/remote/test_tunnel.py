"""The way in through a bastion: a second SSH server on loopback."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

import asyncssh
import pytest

from bisectbuild.errors import UsageError
from bisectbuild.remote.ending import How
from tests.support.ssh_people import WAIT, Key, Served, new_key, served
from tests.support.sshd import bastion


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


@pytest.fixture
def runner(tmp_path: Path) -> Key:
    """Give the key with which the build's machine logs in to the bastion."""
    return new_key(tmp_path, "runner")


class _Bastion(asyncssh.SSHServer):
    """Lets keys in, listens for them where it is let, and passes on."""

    def __init__(self, home: _Home) -> None:
        self.home = home

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.home.connections.append(conn)

    def server_requested(self, listen_host: str, listen_port: int) -> bool:
        del listen_port
        return self.home.listens and listen_host == "127.0.0.1"

    def connection_requested(self, *_where: object) -> bool:
        return True


class _Home:
    """Runs a bastion in a thread of its own."""

    def __init__(self, folder: Path, *people: Key, listens: bool = True) -> None:
        self.listens = listens
        self.connections: list[asyncssh.SSHServerConnection] = []
        self.host = asyncssh.generate_private_key("ssh-ed25519")
        self.port = 0
        self.loop = asyncio.new_event_loop()
        self.known = folder / "bastions"
        self._people = asyncssh.import_authorized_keys("\n".join(key.public for key in people))
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(WAIT)
        public = self.host.export_public_key().decode()
        self.known.write_text(f"[127.0.0.1]:{self.port} {public}")
        return self

    def __exit__(self, *_error: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(WAIT)

    def drop(self) -> None:
        """Break every connection."""
        for connection in self.connections:
            self.loop.call_soon_threadsafe(connection.abort)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        acceptor = self.loop.run_until_complete(
            asyncssh.listen(
                "127.0.0.1",
                0,
                server_factory=lambda: _Bastion(self),
                server_host_keys=[self.host],
                authorized_client_keys=self._people,
            )
        )
        self.port = acceptor.get_port()
        self._up.set()
        self.loop.run_forever()
        acceptor.close()
        self.drop()
        self.loop.run_until_complete(asyncio.sleep(0.1))
        self.loop.close()


def _come(bastion_port: int, known: Path, user: str, it: Served, key: Key) -> str:
    """Log in to the bastion, and from there on, as `ssh -J` does; say `status`."""
    line = [said for said in it.said if said.startswith("ssh ")][-1].split()
    port = int(line[line.index("-p") + 1])
    fingerprint = it.said[1].split()[2]

    async def come() -> str:
        given = {"client_keys": [key.private], "config": None, "agent_path": None}
        async with (
            asyncssh.connect(
                "127.0.0.1", bastion_port, username=user, known_hosts=str(known), **given
            ) as bastion,
            asyncssh.connect(
                "127.0.0.1",
                port,
                tunnel=bastion,
                username="bisectbuild",
                known_hosts=None,
                **given,
            ) as connection,
        ):
            host = connection.get_server_host_key()
            assert host is not None
            assert host.get_fingerprint() == fingerprint
            done = await connection.run("status")
            return str(done.stdout)

    return asyncio.run(come())


def test_people_come_through_the_bastion(tmp_path: Path, anna: Key, runner: Key) -> None:
    """The line to paste names it, and what answers at its port is us."""
    with _Home(tmp_path, anna, runner) as home:
        via = {"via": f"ci@127.0.0.1:{home.port}", "via_key": runner.path}
        with served(tmp_path, anna.public, **via, via_known_hosts=home.known) as it:
            assert it.said[0].startswith(f"ssh -J ci@127.0.0.1:{home.port} -p ")
            assert "attached:" in _come(home.port, home.known, "ci", it, anna)


@pytest.mark.parametrize("name", ["", "runner"])
def test_a_user_without_a_home_goes_through_the_bastion_too(
    name: str, tmp_path: Path, anna: Key, runner: Key, no_account: Callable[[str], None]
) -> None:
    """With a name or without; and where the bastion is not known, the advice needs no home."""
    with _Home(tmp_path, anna, runner) as home:
        no_account(name)
        via = {"via": f"ci@127.0.0.1:{home.port}", "via_key": runner.path}
        with served(tmp_path, anna.public, **via, via_known_hosts=home.known) as it:
            assert "attached:" in _come(home.port, home.known, "ci", it, anna)
        error = _opening(tmp_path, anna, **via)
        assert "not trusted" in error.message
        assert "--ssh-via-known-hosts" in error.hint


def test_a_way_that_breaks_is_opened_again(tmp_path: Path, anna: Key, runner: Key) -> None:
    """It is told, and the terminal itself went on."""
    with _Home(tmp_path, anna, runner) as home:
        via = {"via": f"ci@127.0.0.1:{home.port}", "via_key": runner.path}
        with served(tmp_path, anna.public, **via, via_known_hosts=home.known) as it:
            home.drop()
            it.until(lambda: any("is open again" in said for said in it.said))

            assert any("broke" in said for said in it.said)
            assert "attached:" in _come(home.port, home.known, "ci", it, anna)


def _opening(folder: Path, key: Key, **changes: object) -> UsageError:
    with served(folder, key.public, **changes) as it:
        assert it.thread is not None
        it.thread.join(WAIT)
        (error,) = it.failed
        assert isinstance(error, UsageError)
        return error


def test_a_bastion_that_is_not_known_is_not_trusted(tmp_path: Path, anna: Key, runner: Key) -> None:
    """Neither with an empty list, nor with no list at all, nor with another key for it."""
    with _Home(tmp_path, anna, runner) as home:
        via = {"via": f"ci@127.0.0.1:{home.port}", "via_key": runner.path}
        home.known.write_text("")
        error = _opening(tmp_path, anna, **via, via_known_hosts=home.known)
        assert "not trusted" in error.message
        assert "ssh-keyscan" in error.hint
        assert "not trusted" in _opening(tmp_path, anna, **via).message
        home.known.write_text(f"[127.0.0.1]:{home.port} {runner.public}\n")
        error = _opening(tmp_path, anna, **via, via_known_hosts=home.known)
        assert "not trusted" in error.message


def test_a_bastion_that_does_not_let_us_in_is_told_so(
    tmp_path: Path, anna: Key, bert: Key, runner: Key
) -> None:
    """Each reason has its advice: no key, no listening, no one there."""
    via = {"via_key": bert.path, "via_known_hosts": tmp_path / "bastions"}
    with _Home(tmp_path, runner) as home:
        error = _opening(tmp_path, anna, via=f"ci@127.0.0.1:{home.port}", **via)
        assert "does not let ci in" in error.message
    with _Home(tmp_path, bert, listens=False) as home:
        error = _opening(tmp_path, anna, via=f"ci@127.0.0.1:{home.port}", **via)
        assert "listen for us" in error.message
    error = _opening(tmp_path, anna, via=f"ci@127.0.0.1:{home.port}", **via)
    assert "no way through" in error.message


def test_an_address_that_cannot_be_had_is_refused(tmp_path: Path, anna: Key) -> None:
    """A port that another program has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        error = _opening(tmp_path, anna, port=taken.getsockname()[1])

    assert "No one can be let in at 127.0.0.1" in error.message


def test_people_come_through_openssh(tmp_path: Path, anna: Key, runner: Key) -> None:
    """The real thing listens for us on its loopback, and people go on from there."""
    with bastion(tmp_path, anna, runner) as gate:
        known = tmp_path / "known"
        known.write_text(gate.known)
        via = {"via": str(gate), "via_key": runner.path, "via_known_hosts": known}
        with served(tmp_path, anna.public, **via) as it:
            assert "attached:" in _come(gate.port, known, gate.user, it, anna)
        assert it.ending().how is How.FAILED
