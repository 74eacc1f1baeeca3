"""People with keys, and a terminal served to them on loopback, for tests of bisectbuild.remote."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import asyncssh
import pexpect

from bisectbuild.engines.pseudo import Pseudo
from bisectbuild.errors import EngineError
from bisectbuild.remote.control import ask, place
from bisectbuild.remote.ending import Ending
from bisectbuild.remote.serve import serve
from bisectbuild.remote.terms import CONTROL, Screen, Spawn, Terms

WAIT = 300.0
PROGRAM = ("bash", "--norc", "--noprofile", "-i")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A private key in a file, and its line for authorized_keys."""

    path: Path
    public: str
    private: asyncssh.SSHKey

    @property
    def fingerprint(self) -> str:
        """Give `SHA256:…`."""
        return self.private.get_fingerprint()


def new_key(folder: Path, name: str, kind: str = "ssh-ed25519", **more: int) -> Key:
    """Make a key whose comment is `name`."""
    private = asyncssh.generate_private_key(kind, comment=name, **more)
    path = folder / f"{name}.key"
    path.write_bytes(private.export_private_key())
    path.chmod(0o600)
    return Key(path=path, public=private.export_public_key().decode().strip(), private=private)


@dataclass(slots=True, kw_only=True)
class Served:
    """A terminal that is served in a thread of this process."""

    terms: Terms
    said: list[str] = field(default_factory=list)
    ended: list[Ending] = field(default_factory=list)
    failed: list[BaseException] = field(default_factory=list)
    children: list[Pseudo] = field(default_factory=list)
    thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """Give the port that people are told."""
        words = self.said[0].split()
        return int(words[words.index("-p") + 1])

    def ending(self) -> Ending:
        """Wait until it is over."""
        assert self.thread is not None
        self.thread.join(WAIT)
        assert not self.failed, self.failed
        assert self.ended, "it did not end"
        return self.ended[0]

    def events(self, kind: str) -> str:
        """Give all of one kind that the transcript has so far: `o` shown, `m` said, `r` resized."""
        lines = self.terms.transcript.read_text("utf-8").splitlines()[1:]
        found: list[list[Any]] = [json.loads(line) for line in lines]
        return "".join(f"{text}\n" if kind != "o" else text for _, of, text in found if of == kind)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        limit = time.monotonic() + WAIT
        while not true():
            assert time.monotonic() < limit, (self.said, self.failed)
            time.sleep(0.02)


@contextmanager
def served(
    folder: Path,
    keys: str,
    **changes: Any,  # noqa: ANN401 - any field of Terms
) -> Iterator[Served]:
    """Serve a program until the block ends; what is then left is told to fail.

    `argv` among the changes is the program; it is an interactive bash otherwise.
    """
    argv = changes.pop("argv", PROGRAM)
    with place() as control:
        plain = Terms(keys=keys, transcript=folder / "shown.cast", control=control)
        it = Served(terms=replace(plain, **changes))
        it.thread = threading.Thread(target=_serve, args=(it, _spawn(it, argv)))
        it.thread.start()
        it.until(lambda: len(it.said) >= 3 or not _alive(it))
        try:
            yield it
        finally:
            finish(it)


def finish(it: Served) -> None:
    """End it, if it goes on."""
    with suppress(EngineError):
        ask(it.terms.control, "fail job")
    assert it.thread is not None
    it.thread.join(WAIT)
    assert not _alive(it)


def _alive(it: Served) -> bool:
    return it.thread is not None and it.thread.is_alive()


def _serve(it: Served, program: Spawn) -> None:
    try:
        it.ended.append(serve(it.terms, program, it.said.append))
    except BaseException as error:  # noqa: BLE001 - the test looks at it
        it.failed.append(error)


def _spawn(it: Served, argv: tuple[str, ...]) -> Spawn:
    def spawn(screen: Screen) -> Pseudo:
        own = {
            "PATH": os.environ["PATH"],
            "PS1": "served> ",
            "TERM": screen.term,
            CONTROL: str(it.terms.control),
        }
        child = Pseudo(argv, own, rows=screen.rows, columns=screen.columns)
        it.children.append(child)
        return child

    return spawn


def ssh_argv(it: Served, key: Key | None, *words: str, options: tuple[str, ...] = ()) -> list[str]:
    """Give an OpenSSH command line that takes nothing of this machine's own settings."""
    who = ["-i", str(key.path), "-o", "IdentitiesOnly=yes"] if key else ["-o", "IdentityFile=none"]
    known = it.terms.transcript.parent / "known_hosts"
    known.write_text(it.said[2].removeprefix("for known_hosts: ") + "\n")
    return [
        *("ssh", "-F", "/dev/null", "-o", f"UserKnownHostsFile={known}"),
        *("-o", "GlobalKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=yes"),
        *("-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-p", str(it.port)),
        *who,
        *options,
        "bisectbuild@127.0.0.1",
        *words,
    ]


def person(
    it: Served, key: Key, *options: str, size: tuple[int, int] = (24, 80)
) -> pexpect.spawn[str]:
    """Log in with OpenSSH, in a terminal of one's own."""
    argv = ssh_argv(it, key, options=options)
    child = pexpect.spawn(
        argv[0],
        argv[1:],
        timeout=WAIT,
        dimensions=size,
        env={**os.environ, "TERM": "xterm"},
        encoding="utf-8",
    )
    child.expect("joined")
    return child


def connect(it: Served, key: Key | None, **more: Any) -> Any:  # noqa: ANN401 - as asyncssh's
    """Log in with asyncssh, taking nothing of this machine's own settings."""
    given: dict[str, Any] = {
        "username": "bisectbuild",
        "client_keys": [key.private] if key else [],
        "known_hosts": None,
        "config": None,
        "agent_path": None,
        "login_timeout": WAIT,
        **more,
    }
    return asyncssh.connect("127.0.0.1", it.port, **given)
