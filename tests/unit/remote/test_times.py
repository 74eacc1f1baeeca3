"""The three times of a served terminal, by the real clock."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncssh
import pytest

from bisectbuild.remote.ending import How
from tests.support.ssh_people import Key, Served, connect, served

# The limits of these tests are short; a busy machine may take this much longer.
_BUSY = 120.0


def test_nobody_comes(tmp_path: Path, anna: Key) -> None:
    """It ends by itself, and nothing was started."""
    with served(tmp_path, anna.public, connect_seconds=1.0) as it:
        ending = it.ending()

        assert ending.how is How.NOBODY_CAME
        assert 1.0 <= ending.seconds < 1.0 + _BUSY
        assert not it.children


def test_one_who_is_refused_has_not_come(tmp_path: Path, anna: Key, bert: Key) -> None:
    """Knocking does not keep it open."""

    async def knock(it: Served) -> None:
        with pytest.raises(asyncssh.PermissionDenied):
            await connect(it, bert)

    with served(tmp_path, anna.public, connect_seconds=10.0) as it:
        asyncio.run(knock(it))

        assert it.ending().how is How.NOBODY_CAME


@pytest.mark.parametrize("how", [How.IDLE, How.LIMIT])
def test_it_ends_also_while_the_program_prints_and_will_not_go(
    tmp_path: Path, anna: Key, how: How
) -> None:
    """Output does not count as someone being there, and SIGHUP need not be heeded."""
    stubborn = ("bash", "-c", "trap '' HUP; while :; do echo on; sleep 0.05; done")
    limits = {"idle_seconds": 6.0} if how is How.IDLE else {"limit_seconds": 10.0}

    async def look_on(it: Served) -> tuple[str, int | None]:
        async with connect(it, anna) as connection:
            process = await connection.create_process(term_type="xterm")
            shown = await process.stdout.read()
            await process.wait_closed()
            return shown, process.exit_status

    with served(tmp_path, anna.public, argv=stubborn, **limits) as it:
        shown, status = asyncio.run(look_on(it))
        ending = it.ending()

        assert ending.how is how
        assert 6.0 <= ending.seconds < 10.0 + _BUSY
        assert "this ends in" in shown
        assert "this terminal ends" in shown
        assert status == 1
        assert it.children[0].poll() == 137


def test_typing_keeps_it_open(tmp_path: Path, anna: Key) -> None:
    """It is idle only from the last key on."""

    async def type_on(it: Served) -> None:
        async with connect(it, anna) as connection:
            process = await connection.create_process(term_type="xterm")
            for _ in range(8):
                process.stdin.write("x")
                await asyncio.sleep(1)
            await process.stdout.read()

    with served(tmp_path, anna.public, idle_seconds=6.0) as it:
        asyncio.run(type_on(it))

        assert it.ending().how is How.IDLE
        assert it.ending().seconds >= 13
