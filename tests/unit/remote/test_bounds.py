"""Limits of what one person can take up, and keys that are listed with limits."""

from __future__ import annotations

import asyncio
import importlib.util
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import asyncssh
import pytest

from bisectbuild.errors import UsageError
from bisectbuild.remote.house import MOST_GUESTS
from bisectbuild.remote.hub import MOST_PEOPLE
from bisectbuild.remote.serve import serve
from bisectbuild.remote.terms import Terms
from tests.support.ssh_people import WAIT, Key, Served, connect, served


def test_one_who_does_not_read_holds_up_no_one(tmp_path: Path, anna: Key, bert: Key) -> None:
    """What is too much for them is passed over, and they are told."""
    talk = (
        "bash",
        "-c",
        "read go; head -c 8000000 /dev/zero | tr '\\0' x; echo; echo done; read x",
    )

    async def both(it: Served) -> str:
        async with connect(it, anna) as slow, connect(it, bert) as quick:
            idle = await slow.create_process(term_type="xterm", encoding=None)
            active = await quick.create_process(term_type="xterm", encoding=None)
            active.stdin.write(b"go\n")
            assert len(await _until_done(active.stdout)) > 8_000_000
            late = await _until_done(idle.stdout)
            assert len(late) < 6_000_000
            return late.decode()

    with served(tmp_path, f"{anna.public}\n{bert.public}", argv=talk) as it:
        assert "KiB were passed over" in asyncio.run(both(it))


async def _until_done(shown: asyncssh.SSHReader[bytes]) -> bytes:
    data = b""
    while not data.endswith(b"done\r\n"):
        data += await asyncio.wait_for(shown.read(1_000_000), WAIT)
    return data


def test_what_is_pasted_arrives_whole(tmp_path: Path, anna: Key) -> None:
    """Who types faster than the program reads is held, and nothing is lost."""
    # A fingerprint is shown first, and any letters may be in it; a bracket is not.
    count = "stty raw -echo; echo '[up]'; sleep 0.5; head -c 700000 | wc -c; read x"

    async def paste(it: Served) -> str:
        async with connect(it, anna) as connection:
            process = await connection.create_process(term_type="xterm")
            await asyncio.wait_for(process.stdout.readuntil("[up]"), WAIT)
            process.stdin.write("y" * 700_000)
            return str(await asyncio.wait_for(process.stdout.readuntil("700000"), WAIT))

    with served(tmp_path, anna.public, argv=("bash", "-c", count)) as it:
        assert "700000" in asyncio.run(paste(it))


def test_only_so_many_may_attach(tmp_path: Path, anna: Key) -> None:
    """One more is told; when one leaves there is room."""

    async def crowd(it: Served) -> None:
        async with AsyncExitStack() as stack:
            lines = [
                await stack.enter_async_context(connect(it, anna)) for _ in range(MOST_PEOPLE + 1)
            ]
            seats = [await line.create_process(term_type="xterm") for line in lines[:-1]]
            for seat in seats:
                await asyncio.wait_for(seat.stdout.readuntil("joined"), WAIT)
            refused = await lines[-1].run(term_type="xterm")
            assert "As many are attached" in str(refused.stdout)
            assert refused.exit_status == 2
            lines[0].abort()
            await lines[0].wait_closed()
            it.until(lambda: "left" in it.events("m"))
            seat = await lines[-1].create_process(term_type="xterm")
            await asyncio.wait_for(seat.stdout.readuntil("joined"), WAIT)

    with served(tmp_path, anna.public) as it:
        asyncio.run(crowd(it))


def test_only_so_many_may_be_logged_in(tmp_path: Path, anna: Key) -> None:
    """And each may have a few channels only."""

    async def crowd(it: Served) -> None:
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(connect(it, anna))
            for _ in range(4):
                await first.create_process(term_type="xterm")
            with pytest.raises(asyncssh.ChannelOpenError):
                await first.create_process(term_type="xterm")
            for _ in range(MOST_GUESTS - 1):
                await stack.enter_async_context(connect(it, anna))
            with pytest.raises((asyncssh.Error, OSError)):
                async with connect(it, anna) as more:
                    await more.run("status")

    with served(tmp_path, anna.public) as it:
        asyncio.run(crowd(it))


@pytest.mark.parametrize("options", ["no-pty", "restrict"])
def test_a_key_without_a_terminal_may_say_words(tmp_path: Path, anna: Key, options: str) -> None:
    """It cannot attach, even where it does not ask for a terminal."""

    async def come(it: Served) -> None:
        async with connect(it, anna) as connection:
            assert (await connection.run("status")).exit_status == 0
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.create_process(term_type="xterm")
            plain = await connection.run()
            assert plain.exit_status == 2
            assert "gets no terminal" in str(plain.stderr)

    with served(tmp_path, f"{options} {anna.public}") as it:
        asyncio.run(come(it))
        assert not it.children


def test_a_key_is_good_from_its_addresses_only(tmp_path: Path, anna: Key, bert: Key) -> None:
    """`from=` is kept for each."""

    async def come(it: Served) -> None:
        async with connect(it, anna) as connection:
            assert (await connection.run("status")).exit_status == 0
        with pytest.raises(asyncssh.PermissionDenied):
            await connect(it, bert)

    lines = f'from="127.0.0.0/8" {anna.public}\nfrom="10.0.0.1" {bert.public}\n'
    with served(tmp_path, lines) as it:
        asyncio.run(come(it))


def test_a_shell_without_a_terminal_is_told_how(tmp_path: Path, anna: Key) -> None:
    """`ssh -T` cannot show one."""

    async def come(it: Served) -> None:
        async with connect(it, anna) as connection:
            plain = await connection.run()
            assert plain.exit_status == 2
            assert "ssh -t" in str(plain.stderr)

    with served(tmp_path, anna.public) as it:
        asyncio.run(come(it))


def test_a_hostile_term_and_size_are_made_harmless(tmp_path: Path, anna: Key) -> None:
    """What is no name of a terminal is taken for xterm."""

    async def come(it: Served) -> str:
        async with connect(it, anna) as connection:
            process = await connection.create_process(
                term_type="../../evil", term_size=(4_000_000, 0)
            )
            process.stdin.write("echo =$TERM=; stty size\n")
            return str(await asyncio.wait_for(process.stdout.readuntil("24 "), WAIT))

    with served(tmp_path, anna.public) as it:
        assert "=xterm=" in asyncio.run(come(it))


def test_a_program_that_cannot_be_started_is_told(tmp_path: Path, anna: Key) -> None:
    """And the words still work."""

    async def come(it: Served) -> None:
        async with connect(it, anna) as connection:
            done = await connection.run(term_type="xterm")
            assert "cannot be started" in str(done.stdout)
            assert (await connection.run("status")).exit_status == 0

    with served(tmp_path, anna.public, argv=("no-such-program",)) as it:
        asyncio.run(come(it))


def test_it_does_not_open_without_keys_or_without_its_library(
    tmp_path: Path, anna: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with its advice; nothing is written."""

    def never(_screen: object) -> object:
        raise AssertionError

    shown = tmp_path / "shown.cast"
    terms = Terms(keys="", transcript=shown, control=tmp_path / "control")
    with pytest.raises(UsageError) as refused:
        serve(terms, never, print)  # type: ignore[arg-type]  # it is never started
    assert "--authorized-keys" in refused.value.hint

    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    terms = Terms(keys=anna.public, transcript=shown, control=tmp_path / "control")
    with pytest.raises(UsageError) as refused:
        serve(terms, never, print)  # type: ignore[arg-type]  # it is never started
    assert refused.value.hint == "pip install 'bisectbuild[ssh]'"
    assert not shown.exists()


def test_the_library_is_imported_only_to_serve() -> None:
    """Those who have it not can still use everything else."""
    script = (
        "import sys\n"
        "from bisectbuild.remote import allowed, control, serve, terms, via, words\n"
        "assert 'asyncssh' not in sys.modules\n"
    )

    subprocess.run([sys.executable, "-c", script], check=True, timeout=WAIT)
