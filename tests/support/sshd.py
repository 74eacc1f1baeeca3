"""OpenSSH's own server as a bastion that people and runners log in to."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.matrix import env_folder
from tests.support.ssh_people import Key, new_key

REQUIRE_VARIABLE = "BISECTBUILD_REQUIRE_SSHD"
_MISSING = "there is no sshd: ./dev test unpacks one on Debian"
_USER = "jump"
# Found out at once, since a test may set another HOME.
_UNPACKED = env_folder().parent / "sshd" / "sshd"
# As root it wants an account and a folder that only its installed package would make, so it gets
# them in a file system view of its own, and takes what serves each connection along when it ends.
# The user who comes in has no shell, only the way through.
_AS_ROOT = """set -e
cat /etc/passwd - > "$1/passwd" <<END
sshd:*:64998:65534::/run/sshd:/usr/sbin/nologin
jump:*:64999:65534::/:/usr/sbin/nologin
END
mount --bind "$1/passwd" /etc/passwd
mount -t tmpfs tmpfs /run
mkdir /run/sshd
install -m 644 "$1/people" /run/people
shift
exec "$@"
"""
# From 9.8 on it is several programs, which an unpacked one does not find by itself.
_PARTS = {"SshdSessionPath": "sshd-session", "SshdAuthPath": "sshd-auth"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bastion:
    """A server that runs: where, who is let in, and its line for known_hosts."""

    host: str
    port: int
    user: str
    known: str

    def __str__(self) -> str:
        return f"{self.user}@{self.host}:{self.port}"


def find() -> Path | None:
    """Give the machine's own sshd, else the one that ./dev test has unpacked."""
    own = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/local/sbin:/usr/sbin:/sbin")
    if own:
        return Path(own)
    return _UNPACKED if _UNPACKED.exists() else None


def needed() -> Path:
    """Give one, or skip the test; fail it where BISECTBUILD_REQUIRE_SSHD is set."""
    found = find()
    if found:
        return found
    if os.environ.get(REQUIRE_VARIABLE):
        pytest.fail(_MISSING)
    pytest.skip(_MISSING)


@contextmanager
def bastion(
    folder: Path,
    *people: Key,
    host: str = "127.0.0.1",
    port: int = 0,
    before: tuple[str, ...] = (),
) -> Iterator[Bastion]:
    """Run one that lets these keys in, until the block ends.

    `before` is a command that runs it; `port` 0 takes a free one of this machine.
    """
    program = needed()
    key = new_key(folder, "bastion")
    port = port or _free_port()
    known = f"[{host}]:{port} {' '.join(key.public.split()[:2])}\n"
    root = os.geteuid() == 0
    (folder / "people").write_text("".join(f"{one.public}\n" for one in people))
    listed = "/run/people" if root else str(folder / "people")
    config = folder / "sshd_config"
    config.write_text(_config(program, host, port, key, listed))
    argv: tuple[str, ...] = (str(program), "-D", "-e", "-f", str(config))
    if root:
        apart = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
        argv = (*apart, "sh", "-c", _AS_ROOT, "sh", str(folder), *argv)
    with _up((*before, *argv)):
        user = _USER if root else getpass.getuser()
        yield Bastion(host=host, port=port, user=user, known=known)


@contextmanager
def _up(argv: tuple[str, ...]) -> Iterator[None]:
    with subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        try:
            told = ""
            while "listening" not in (line := server.stderr.readline()):
                assert line, f"sshd did not come up: {told}"
                told += line
            yield
        finally:
            server.kill()
            server.stderr.read()


def _config(program: Path, host: str, port: int, key: Key, listed: str) -> str:
    lines = [
        f"HostKey {key.path}",
        f"ListenAddress {host}:{port}",
        f"AuthorizedKeysFile {listed}",
        "PidFile none",
        "StrictModes no",
        "UsePAM no",
        "AllowTcpForwarding yes",
        "PasswordAuthentication no",
    ]
    for option, name in _PARTS.items():
        part = program.parent / "root" / "usr" / "lib" / "openssh" / name
        lines += [f"{option} {part}"] if part.exists() else []
    return "".join(f"{line}\n" for line in lines)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
