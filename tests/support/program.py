"""The real program as a person's child process: run to its end, begun, or at a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect

from bisectbuild import session

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.matrix import Engine

# Seconds until what does not end is said to hang: busy machines are many times slower than idle.
PATIENCE = 300
_COMMAND = (sys.executable, "-m", "bisectbuild")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run that has ended. `pid` tells its session."""

    code: int
    stdout: str
    stderr: str
    pid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """bisectbuild in a folder of its own, with a state folder of its own. `before` runs it."""

    env: dict[str, str]
    folder: Path
    before: tuple[str, ...] = ()

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def given(self, **variables: str | None) -> Program:
        """Give the same with some variables set, or (None) not set."""
        env = {**self.env, **{k: v for k, v in variables.items() if v is not None}}
        return replace(self, env={k: v for k, v in env.items() if variables.get(k, v) is not None})

    def begin(self, *words: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        """Start it in a session of its own, without a terminal."""
        return subprocess.Popen(
            (*self.before, *_COMMAND, *words),
            cwd=self.folder,
            env=self.env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def run(self, *words: str, text: str | None = None) -> Run:
        """Run it to its end, `text` on its standard input."""
        return ended(self.begin(*words, stdin=subprocess.PIPE), text)

    def terminal(self, *words: str) -> pexpect.spawn[str]:
        """Start it at a terminal of 100 by 30."""
        return pexpect.spawn(
            _COMMAND[0],
            [*_COMMAND[1:], *words],
            cwd=str(self.folder),
            env=self.env,
            dimensions=(30, 100),
            encoding="utf-8",
            timeout=PATIENCE,
        )


def program(engine: Engine, folder: Path, **variables: str) -> Program:
    """Give the program as it runs beside an engine's own client."""
    work, state = folder / "work", folder / "state"
    work.mkdir()
    env = {**engine.env, "XDG_STATE_HOME": str(state), "TERM": "xterm", **variables}
    return Program(env=env, folder=work)


def ended(child: subprocess.Popen[str], text: str | None = None) -> Run:
    """Wait for a child that was begun."""
    try:
        stdout, stderr = child.communicate(text, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        stdout, stderr = child.communicate()
        raise AssertionError(f"it hangs:\n{stdout}\n{stderr}") from None
    return Run(code=child.returncode, stdout=stdout, stderr=stderr, pid=child.pid)


def left_by(engine: Engine, pid: int | None) -> tuple[str, ...]:
    """Give the containers and images in the engine that carry the label of one run."""
    show = ("--all", "--quiet", "--no-trunc", f"--filter=label={session.LABEL}")
    ids = (engine.docker("ps", *show) + engine.docker("images", *show)).split()
    if not ids:
        return ()
    each = f'--format={{{{.Id}}}} {{{{index .Config.Labels "{session.LABEL}"}}}}'
    told = engine.docker("inspect", each, *ids, check=False).splitlines()
    return tuple(line.split()[0] for line in told if line.endswith(f"-{pid}"))


def wait_until(happens: Callable[[], bool], what: str) -> None:
    """Look again and again until it happens; fail after a long while."""
    limit = time.monotonic() + PATIENCE
    while not happens():
        if time.monotonic() > limit:
            raise AssertionError(f"this never came: {what}")
        time.sleep(0.05)


def left(child: pexpect.spawn[str]) -> None:
    """End what runs at a terminal, as a person does who closes it."""
    with suppress(pexpect.ExceptionPexpect):  # It waits 0.1 s for each signal, SIGKILL too.
        child.close()
    wait_until(lambda: not child.isalive(), "the end of what ran at the terminal")
    child.close()


def runs(*words: str) -> bool:
    """Tell whether a process of this machine, in a container or not, has this command line."""
    wanted = b"\0".join(os.fsencode(word) for word in words) + b"\0"
    return any(_command(process) == wanted for process in Path("/proc").iterdir())


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes() if process.name.isdigit() else b""
    except OSError:
        return b""
