"""What no one gets who has no listed key, and what not even those get who have."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import asyncssh
import pytest

from bisectbuild.remote import guest, listen
from bisectbuild.remote.guest import TRIES
from tests.support.ssh_people import WAIT, Key, Served, connect, new_key, served, ssh_argv

needs_ssh = pytest.mark.skipif(shutil.which("ssh") is None, reason="OpenSSH is not installed")


def _refused(it: Served, key: Key | None, **more: object) -> str:
    """Try to log in; give why it failed."""

    async def knock() -> str:
        try:
            connection = await connect(it, key, **more)
        except (asyncssh.Error, OSError) as error:
            return type(error).__name__
        connection.abort()
        return "let in"

    return asyncio.run(knock())


def _let_in(it: Served, key: Key) -> bool:
    async def knock() -> bool:
        async with connect(it, key) as connection:
            done = await connection.run("status")
            return str(done.stdout).startswith("attached:")

    return asyncio.run(knock())


def test_only_a_listed_key_lets_in(tmp_path: Path, anna: Key, bert: Key) -> None:
    """No other key, no password, nothing at all, and no other name."""
    with served(tmp_path, anna.public) as it:
        assert _refused(it, bert) == "PermissionDenied"
        assert _refused(it, None) == "PermissionDenied"
        assert _refused(it, None, password="bisectbuild") == "PermissionDenied"
        assert _refused(it, anna, username="root") == "PermissionDenied"
        assert _refused(it, anna) == "let in"


def test_a_certificate_of_a_listed_key_is_not_taken(tmp_path: Path, anna: Key, bert: Key) -> None:
    """Neither where its signer is listed nor where the key in it is."""
    certificate = anna.private.generate_user_certificate(
        bert.private, "bert", principals=["bisectbuild"]
    )
    with served(tmp_path, anna.public) as it:
        pair = [(bert.private, certificate)]
        assert _refused(it, None, client_keys=pair) == "PermissionDenied"
    certificate = bert.private.generate_user_certificate(
        anna.private, "anna", principals=["bisectbuild"]
    )
    with served(tmp_path, anna.public) as it:
        pair = [(anna.private, certificate)]
        assert _refused(it, None, client_keys=pair) == "let in"  # By the bare key, which it has.
        only = [asyncssh.load_keypairs(pair)[0]]
        assert _refused(it, None, client_keys=only) == "PermissionDenied"


def test_rsa_is_taken_with_sha_2_only(tmp_path: Path) -> None:
    """A proof by SHA-1 is none."""
    rsa = new_key(tmp_path, "rsa", "ssh-rsa", key_size=2048)
    with served(tmp_path, rsa.public) as it:
        assert _refused(it, rsa) == "let in"
        assert _refused(it, rsa, signature_algs=["rsa-sha2-512"]) == "let in"
        assert _refused(it, rsa, signature_algs=["ssh-rsa"]) != "let in"


@pytest.mark.parametrize(
    "weak",
    [
        {"kex_algs": ["diffie-hellman-group14-sha1"]},
        {"mac_algs": ["hmac-sha1"], "encryption_algs": ["aes128-ctr"]},
        {"encryption_algs": ["aes128-cbc"]},
    ],
)
def test_weak_algorithms_are_off(tmp_path: Path, anna: Key, weak: dict[str, object]) -> None:
    """There is nothing in common with a client that has only such."""
    with served(tmp_path, anna.public) as it:
        assert _refused(it, anna, **weak) in {"KeyExchangeFailed", "ConnectionLost"}


def test_only_a_few_keys_may_be_offered(tmp_path: Path, anna: Key) -> None:
    """As many as OpenSSH takes; then one is cut off, even with the right key to come."""
    others = [new_key(tmp_path, f"other{number}").private for number in range(TRIES + 1)]
    with served(tmp_path, anna.public) as it:
        few = [*others[: TRIES - 1], anna.private]
        assert _refused(it, None, client_keys=few) == "let in"
        assert _refused(it, None, client_keys=[*others, anna.private]) != "let in"


@needs_ssh
@pytest.mark.parametrize(
    "options",
    [("-o", "PubkeyAuthentication=no"), ("-o", "PreferredAuthentications=password")],
)
def test_openssh_is_told_that_only_a_key_helps(
    tmp_path: Path, anna: Key, options: tuple[str, ...]
) -> None:
    """It names the one way that there is."""
    with served(tmp_path, anna.public) as it:
        done = subprocess.run(
            ssh_argv(it, anna, "status", options=options),
            capture_output=True,
            text=True,
            timeout=WAIT,
            check=False,
        )

        assert done.returncode == 255
        assert "Permission denied (publickey)" in done.stderr


def test_nothing_is_forwarded(tmp_path: Path, anna: Key) -> None:
    """Neither ports nor sockets, in either direction, nor a tunnel, nor files."""

    async def ask_for_all(it: Served) -> None:
        async with connect(it, anna) as connection:
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_connection("127.0.0.1", it.port)
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_unix_connection(str(it.terms.control))
            with pytest.raises(asyncssh.ChannelListenError):
                await connection.forward_remote_port("127.0.0.1", 0, "127.0.0.1", it.port)
            with pytest.raises(asyncssh.ChannelListenError):
                await connection.forward_remote_path(str(tmp_path / "s"), str(tmp_path / "t"))
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.start_sftp_client()
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.create_process(
                    term_type="xterm", x11_forwarding=True, x11_display=":0"
                )

    with served(tmp_path, anna.public) as it:
        asyncio.run(ask_for_all(it))


@needs_ssh
def test_openssh_gets_neither_agent_nor_forwards_nor_environment(tmp_path: Path, anna: Key) -> None:
    """What it asks for is not there in the program."""
    tell = ("bash", "-c", "env; echo the-end; sleep 300")
    socket_path = tmp_path / "agent"
    with (
        subprocess.Popen(
            ["ssh-agent", "-D", "-a", socket_path], stdout=subprocess.DEVNULL
        ) as agent,
        served(tmp_path, anna.public, argv=tell) as it,
    ):
        it.until(socket_path.exists)
        more = ("-tt", "-A", "-X", "-o", "SetEnv=LD_PRELOAD=/x EVIL=yes", "-o", "SendEnv=MINE")
        argv = ssh_argv(it, anna, options=more)
        argv[argv.index("IdentityAgent=none")] = f"IdentityAgent={socket_path}"
        env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "MINE": "x", "DISPLAY": ":9"}
        with subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=env,
        ) as ssh:
            it.until(lambda: "the-end" in it.events("o"))
            ssh.kill()
        agent.kill()
        shown = it.events("o")

        assert "TERM=xterm-256color" in shown
        assert not any(name in shown for name in ("SSH_", "EVIL", "MINE", "DISPLAY", "LD_PRELOAD"))


@needs_ssh
@pytest.mark.parametrize("option", ["-L", "-R", "-D"])
def test_openssh_forwards_nothing(tmp_path: Path, anna: Key, option: str) -> None:
    """-R is refused at once; -L and -D when they are used."""
    with served(tmp_path, anna.public) as it:
        free = _free_port()
        spec = f"127.0.0.1:{free}" + ("" if option == "-D" else f":127.0.0.1:{it.port}")
        argv = ssh_argv(it, anna, options=("-N", "-v", "-o", "ExitOnForwardFailure=yes"))
        argv[-1:-1] = [option, spec]
        with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as ssh:
            if option == "-R":
                assert ssh.wait(WAIT) == 255
                return
            assert ssh.stderr is not None
            while "Entering interactive session" not in ssh.stderr.readline():
                assert ssh.poll() is None
            with socket.create_connection(("127.0.0.1", free), WAIT) as used:
                if option == "-D":
                    used.sendall(b"\x05\x01\x00")
                    assert used.recv(2) == b"\x05\x00"
                    used.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01" + it.port.to_bytes(2))
                assert _until_closed(used).find(b"SSH-") < 0
            ssh.kill()


@needs_ssh
@pytest.mark.parametrize("program", ["scp", "sftp"])
def test_no_files_are_copied(tmp_path: Path, anna: Key, program: str) -> None:
    """Neither by the old protocol nor by the new one."""
    (tmp_path / "mine").write_text("mine")
    with served(tmp_path, anna.public) as it:
        argv = ssh_argv(it, anna)[1:-1]
        argv[argv.index("-p")] = "-P"
        for more in [["-O"], []] if program == "scp" else [[]]:
            to = f"bisectbuild@127.0.0.1:{tmp_path / 'theirs'}"
            words = [str(tmp_path / "mine"), to] if program == "scp" else [to]
            done = subprocess.run(
                [program, *more, *argv, *words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=WAIT,
                check=False,
            )
            assert done.returncode != 0
        assert not (tmp_path / "theirs").exists()


def test_half_open_connections_keep_no_one_out(tmp_path: Path, anna: Key) -> None:
    """Neither those that say nothing nor those that stop after their first line."""
    with served(tmp_path, anna.public) as it, ExitStack() as stack:
        for number in range(40):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", it.port), WAIT))
            if number % 2:
                line.sendall(b"SSH-2.0-half\r\n")

        assert _let_in(it, anna)


def test_one_who_reads_the_fingerprint_is_waited_for_and_a_silent_one_is_not(
    tmp_path: Path, anna: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom `ssh` asks a question may take longer than a program does to exchange keys."""
    monkeypatch.setattr(guest, "KEYS_SECONDS", 2.0)

    class Slow(asyncssh.SSHClient):
        def validate_host_public_key(self, *_: object) -> bool:
            time.sleep(4)
            return True

    async def log_in(port: int) -> None:
        async with asyncssh.connect(
            "127.0.0.1",
            port,
            client_factory=Slow,
            username="bisectbuild",
            client_keys=[anna.private],
            known_hosts=([], [], []),
            config=None,
            agent_path=None,
        ) as connection:
            done = await connection.run("extend 7")
            assert done.exit_status == 0

    with served(tmp_path, anna.public) as it:
        with socket.create_connection(("127.0.0.1", it.port), WAIT) as silent:
            silent.sendall(b"SSH-2.0-silent\r\n")
            _until_closed(silent)
        asyncio.run(log_in(it.port))


def test_a_person_has_two_minutes_to_log_in() -> None:
    """As at OpenSSH's server: a passphrase is typed in that time."""
    assert listen.LOGIN_SECONDS == 120


def test_two_hundred_connections_at_once_keep_no_one_out(tmp_path: Path, anna: Key) -> None:
    """Most are dropped; the one with the key gets in."""
    with served(tmp_path, anna.public) as it, ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", it.port), WAIT))
            for _ in range(200)
        ]
        for line in lines:
            line.sendall(b"SSH-2.0-flood\r\n")

        assert _let_in(it, anna)
        assert sum(_closed(line) for line in lines) >= 100


def test_a_recorded_login_played_again_does_not_get_in(tmp_path: Path, anna: Key) -> None:
    """The bytes of a good one are of no use to who has listened."""
    with served(tmp_path, anna.public) as it:
        recorded = bytearray()
        with socket.create_server(("127.0.0.1", 0)) as between:
            recorder = threading.Thread(target=_pass_on, args=(between, it.port, recorded))
            recorder.start()
            port = between.getsockname()[1]

            async def log_in() -> None:
                async with asyncssh.connect(
                    "127.0.0.1",
                    port,
                    username="bisectbuild",
                    client_keys=[anna.private],
                    known_hosts=None,
                    config=None,
                    agent_path=None,
                ) as connection:
                    done = await connection.run("extend 7")
                    assert done.exit_status == 0

            asyncio.run(log_in())
            recorder.join(WAIT)
        assert it.events("m").count("extend 7") == 1

        with socket.create_connection(("127.0.0.1", it.port), WAIT) as again:
            again.sendall(recorded)
            _until_closed(again)

        assert it.events("m").count("extend 7") == 1
        assert _let_in(it, anna)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


def _until_closed(line: socket.socket) -> bytes:
    data = b""
    try:
        while more := line.recv(65536):
            data += more
    except ConnectionError:
        pass
    return data


def _closed(line: socket.socket) -> bool:
    line.settimeout(0.0)
    try:
        while line.recv(65536):
            pass
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    return True


def _pass_on(between: socket.socket, port: int, recorded: bytearray) -> None:
    """Stand between one client and the server, and write down what the client sends."""
    client, _ = between.accept()
    with client, socket.create_connection(("127.0.0.1", port), WAIT) as server:

        def back() -> None:
            try:
                while data := server.recv(65536):
                    client.sendall(data)
            except OSError:
                return

        returning = threading.Thread(target=back)
        returning.start()
        with suppress(OSError):  # Either side may close with something unread.
            while data := client.recv(65536):
                recorded += data
                server.sendall(data)
            server.shutdown(socket.SHUT_RDWR)
        returning.join(WAIT)
