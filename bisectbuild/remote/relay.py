"""A way in through somebody else's server, for which we are one who logs in here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import asyncssh

from bisectbuild.errors import BisectBuildError
from bisectbuild.remote.allowed import relayed
from bisectbuild.remote.host import Host
from bisectbuild.remote.house import House
from bisectbuild.remote.terms import USER, Relay, Say

_ANY: Final = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104 - to be told from a place


@contextlib.asynccontextmanager
async def relaying(
    relay: Relay | None, house: House, door: Door, folder: Path, say: Say
) -> AsyncIterator[None]:
    """Open a relay while the block runs, if there is one, beside all else that goes on.

    Whoever comes by it gets `ssh` to our own server, with a key that is made for it and ends with
    the run; it lies in `folder`, which only we can read. `say` is told what people type, or why
    they cannot come so.
    """
    if relay is None:
        yield
        return
    keys = tuple(person.line for person in house.people.values())
    try:
        argv = _ssh(relay, house, door, folder)
    except OSError as error:
        say(f"There is no way in through {relay.name}: {error.strerror}.")
        yield
        return
    task = asyncio.create_task(asyncio.to_thread(relay.open, argv, keys))
    told = partial(_tell, say, relay.name)
    task.add_done_callback(told)
    try:
        yield
    finally:
        task.remove_done_callback(told)
        await asyncio.to_thread(relay.close)
        with contextlib.suppress(BisectBuildError):
            await task


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where our own server listens, and as whom it is known."""

    host: Host
    address: str
    port: int


def _ssh(relay: Relay, house: House, door: Door, folder: Path) -> tuple[str, ...]:
    """List a key for the relay, and give the command that comes in with it. Raises OSError."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    address = _ANY.get(door.address, door.address)
    private, known = folder / "relay.key", folder / "relay.known"
    private.touch(mode=0o600)
    private.write_bytes(key.export_private_key())
    known.write_text(f"{door.host.known(address, door.port)}\n")
    house.people[key.public_data] = relayed(key.public_data, key.get_fingerprint(), relay.name)
    options = (
        f'IdentityFile="{_plain(private)}"',
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        "StrictHostKeyChecking=yes",
        f'UserKnownHostsFile="{_plain(known)}"',
        "GlobalKnownHostsFile=/dev/null",
        "LogLevel=ERROR",
    )
    given = [word for option in options for word in ("-o", option)]
    # Without -e none, `~C` and the like would be commands to this machine's own ssh.
    way = ("-F", "/dev/null", "-e", "none", "-tt", "-p", str(door.port))
    return ("ssh", *way, *given, "-l", USER, address)


def _plain(path: Path) -> str:
    """Give a path for between quotes of `ssh`, which would fill in a `%` (ssh_config(5))."""
    return str(path).replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"')


def _tell(say: Say, name: str, task: asyncio.Task[str]) -> None:
    try:
        say(f"{task.result()}   (through {name}; press Enter if it asks)")
    except BisectBuildError as error:
        say(error.message)
        if error.hint:
            say(error.hint)
