"""The end of a served terminal: nobody who stays holds it up, and who is late is told all."""

from __future__ import annotations

import asyncio
import os
import selectors
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any, cast

import asyncssh
import pexpect
import pytest

from bisectbuild.remote.clock import Clock
from bisectbuild.remote.closing import close
from bisectbuild.remote.crowd import Crowd
from bisectbuild.remote.desk import Desk
from bisectbuild.remote.ending import How
from bisectbuild.remote.house import House
from bisectbuild.remote.hub import Hub
from bisectbuild.remote.terms import Screen
from bisectbuild.remote.transcript import Transcript
from tests.support.ssh_people import WAIT, Key, Served, connect, person, served, ssh_argv

needs_ssh = pytest.mark.skipif(shutil.which("ssh") is None, reason="OpenSSH is not installed")
FLOOD = ("bash", "-c", "trap '' HUP; while :; do head -c 100000 /dev/zero | tr '\\0' x; done")


class _Waits(selectors.SelectSelector):
    """Does not wait, and counts for how long it was told to."""

    seconds = 0.0

    def select(self, timeout: float | None = None) -> Any:  # noqa: ANN401 - as it inherits it
        self.seconds += timeout or 0.0
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    """Its clock goes on only by what is waited for, so that no busy machine can be seen by it."""

    def __init__(self) -> None:
        self._waits = _Waits()
        super().__init__(self._waits)

    def time(self) -> float:
        return self._waits.seconds


class _Stubborn:
    """A program that heeds no SIGHUP."""

    def __init__(self) -> None:
        self.fd, self._other = os.openpty()
        self.killed = False

    def poll(self) -> int | None:
        return 137 if self.killed else None

    def resize(self, rows: int, columns: int) -> None:
        del rows, columns

    def hang_up(self) -> None:
        pass

    def kill(self) -> None:
        self.killed = True

    def close(self) -> None:
        os.close(self.fd)
        os.close(self._other)


class _Stays:
    """One who is attached and never leaves, in place of their line and of their connection."""

    def __init__(self) -> None:
        self.shown = b""
        self.code: int | None = None
        self.aborted = False

    def send(self, data: bytes) -> None:
        self.shown += data

    def hold(self) -> None:
        pass

    def go_on(self) -> None:
        pass

    def hang_up(self, code: int) -> None:
        self.code = code

    def get_extra_info(self, name: str) -> None:
        del name

    def abort(self) -> None:
        self.aborted = True


@pytest.mark.parametrize(
    ("how", "code", "most"),
    [(How.IDLE, 1, 1.6), (How.LIMIT, 1, 1.6), (How.NOBODY_CAME, 1, 1.6), (How.INTERRUPTED, 130, 4)],
)
def test_one_who_stays_and_a_program_that_stays_hold_the_end_up_for_a_moment(
    how: How, code: int, most: float, tmp_path: Path
) -> None:
    """Two seconds where a time is up, with the fifth of one until that is seen; else below ten."""
    stays, program = _Stays(), _Stubborn()

    async def end() -> float:
        loop = asyncio.get_running_loop()
        transcript = Transcript(tmp_path / "shown.cast", Screen())
        hub = Hub(lambda _: program, transcript, lambda: None)
        hub.attach("anna", stays, Screen())
        clock = Clock(connect=1, idle=1, limit=1, ceiling=1)
        house = House(
            people={},
            clock=clock,
            hub=hub,
            desk=cast("Desk", None),
            crowd=Crowd(lambda _: None),
            guests={cast("asyncssh.SSHServerConnection", stays)},
        )
        began = loop.time()
        await close(house, how)
        transcript.close()
        return loop.time() - began

    loop = _Loop()
    try:
        assert loop.run_until_complete(end()) < most
    finally:
        loop.close()
    assert (stays.code, stays.aborted, program.killed) == (code, True, True)
    assert b"[bisectbuild]" in stays.shown


def test_one_with_no_session_and_one_who_does_not_read_are_let_go(
    tmp_path: Path, anna: Key
) -> None:
    """As `ssh -N` and a stopped `ssh` are; both see their connection end."""

    async def stay(it: Served) -> None:
        async with connect(it, anna) as idle, connect(it, anna) as full:
            process = await full.create_process(term_type="xterm", encoding=None)
            process.channel.pause_reading()
            for connection in (idle, full):
                await asyncio.wait_for(connection.wait_closed(), WAIT)

    with served(tmp_path, anna.public, argv=FLOOD, limit_seconds=4.0) as it:
        asyncio.run(stay(it))
        assert it.ending().how is How.LIMIT


@needs_ssh
def test_an_ssh_that_is_stopped_has_its_code_and_the_last_words_when_it_goes_on(
    tmp_path: Path, anna: Key
) -> None:
    """So has one on a busy machine that comes to read them only after we have ended."""
    with served(tmp_path, anna.public) as it:
        late = person(it, anna)
        late.kill(signal.SIGSTOP)
        asked = subprocess.run(ssh_argv(it, anna, "resume", "job"), timeout=WAIT, check=False)
        ending = it.ending()
        late.kill(signal.SIGCONT)
        late.expect_exact("The job goes on; this terminal ends.")
        late.expect(pexpect.EOF)
        late.wait()

    assert ending.how is How.RESUMED
    assert (asked.returncode, late.exitstatus) == (0, 0)


@needs_ssh
def test_an_ssh_without_a_session_ends_with_the_terminal(tmp_path: Path, anna: Key) -> None:
    """It would stay for ever by itself."""
    with served(tmp_path, anna.public) as it:
        argv = ssh_argv(it, anna, options=("-N", "-v"))
        with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as stays:
            assert stays.stderr is not None
            for line in stays.stderr:
                if "Entering interactive session" in line:
                    break
            subprocess.run(ssh_argv(it, anna, "fail", "job"), timeout=WAIT, check=False)
            assert it.ending().how is How.FAILED
            assert stays.wait(WAIT) == 255
