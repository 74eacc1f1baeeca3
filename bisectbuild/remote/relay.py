"""A way in through somebody else's server, for which we are one who logs in here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from typing import Final

import asyncssh

from bisectbuild.errors import BisectBuildError
from bisectbuild.remote.allowed import relayed
from bisectbuild.remote.host import Host
from bisectbuild.remote.house import House
from bisectbuild.remote.terms import USER, Say, Terms

_LOOPBACK: Final = "127.0.0.1"


@contextlib.asynccontextmanager
async def relaying(
    terms: Terms, house: House, host: Host, port: int, say: Say
) -> AsyncIterator[None]:
    """Open the relay while the block runs, if there is one, beside all else that goes on.

    Whoever comes by it gets `ssh` to our own server, with a key that is made for it and ends with
    the run. `say` is told what people type, or why they cannot come so.
    """
    if terms.relay is None:
        yield
        return
    keys = tuple(person.line for person in house.people.values())
    argv = _ssh(terms, house, host, port)
    task = asyncio.create_task(asyncio.to_thread(terms.relay.open, argv, keys))
    told = partial(_tell, say)
    task.add_done_callback(told)
    try:
        yield
    finally:
        task.remove_done_callback(told)
        await asyncio.to_thread(terms.relay.close)
        with contextlib.suppress(BisectBuildError):
            await task


def _ssh(terms: Terms, house: House, host: Host, port: int) -> tuple[str, ...]:
    """List a key for the relay, and give the command that comes in with it."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    house.people[key.public_data] = relayed(key.public_data, key.get_fingerprint())
    folder = terms.control.parent
    private, known = folder / "relay.key", folder / "relay.known"
    private.touch(mode=0o600)
    private.write_bytes(key.export_private_key())
    known.write_text(f"{host.known(_LOOPBACK, port)}\n")
    options = (
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        "StrictHostKeyChecking=yes",
        f"UserKnownHostsFile={known}",
        "GlobalKnownHostsFile=/dev/null",
        "LogLevel=ERROR",
    )
    given = [word for option in options for word in ("-o", option)]
    # Without -e none, `~C` and the like would be commands to this machine's own ssh.
    way = ("-F", "/dev/null", "-e", "none", "-tt", "-i", str(private), "-p", str(port))
    return ("ssh", *way, *given, f"{USER}@{_LOOPBACK}")


def _tell(say: Say, task: asyncio.Task[str]) -> None:
    try:
        say(f"{task.result()}   (through tmate; then press Enter)")
    except BisectBuildError as error:
        say(error.message)
        if error.hint:
            say(error.hint)
