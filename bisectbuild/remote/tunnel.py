"""A way in through a bastion, for a machine that cannot be reached itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

import asyncssh

from bisectbuild.errors import UsageError
from bisectbuild.remote.terms import Terms
from bisectbuild.remote.via import Bastion

LOOPBACK: Final = "127.0.0.1"
_SECONDS: Final = 20.0
_WAITS: Final = (1.0, 2.0, 4.0, 8.0, 15.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A connection to the bastion, and the port that it listens on for us."""

    connection: asyncssh.SSHClientConnection
    port: int


@contextlib.asynccontextmanager
async def through(
    bastion: Bastion,
    terms: Terms,
    port: int,
    tell: Callable[[str], None],
    moved: Callable[[int], None],
) -> AsyncIterator[int]:
    """Have the bastion listen on its own loopback for us while the block runs; give its port.

    What comes there ends at our own `port`. A way that breaks is opened again a few times, on the
    same port where it can be had; `tell` is told of it, and `moved` of another port. Raises
    UsageError where it cannot be opened at first.
    """
    way = await _open(bastion, terms, port, 0)
    keeping = asyncio.create_task(_keep(way, bastion, terms, port, (tell, moved)))
    try:
        yield way.port
    finally:
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping


async def _keep(
    way: Way,
    bastion: Bastion,
    terms: Terms,
    port: int,
    hear: tuple[Callable[[str], None], Callable[[int], None]],
) -> None:
    tell, moved = hear
    while True:
        try:
            await way.connection.wait_closed()
        finally:
            way.connection.abort()
        tell(f"The way through {bastion} broke.")
        found = await _again(bastion, terms, port, way.port)
        if not found:
            tell(f"The way through {bastion} cannot be opened again.")
            return
        if found.port != way.port:
            moved(found.port)
        tell(f"The way through {bastion} is open again.")
        way = found


async def _again(bastion: Bastion, terms: Terms, port: int, wanted: int) -> Way | None:
    for wait in _WAITS:
        await asyncio.sleep(wait)
        for ask in (wanted, 0):
            with contextlib.suppress(UsageError):
                return await _open(bastion, terms, port, ask)
    return None


async def _open(bastion: Bastion, terms: Terms, port: int, wanted: int) -> Way:
    connection = None
    try:
        connection = await _connect(bastion, terms)
        listener = await asyncio.wait_for(
            connection.forward_remote_port(LOOPBACK, wanted, LOOPBACK, port), _SECONDS
        )
    except (asyncssh.Error, asyncssh.ChannelListenError, OSError, ValueError) as error:
        if connection:
            connection.abort()
        raise _refusal(bastion, error) from error
    return Way(connection=connection, port=listener.get_port())


async def _connect(bastion: Bastion, terms: Terms) -> asyncssh.SSHClientConnection:
    """Log in as `ssh` would: with the agent's keys, those in ~/.ssh, and what its config says.

    The host's key is always checked; () stands for ~/.ssh/known_hosts.
    """
    known = str(terms.via_known_hosts) if terms.via_known_hosts else ()
    return await asyncssh.connect(
        bastion.host,
        bastion.port or (),
        username=bastion.user,
        known_hosts=known,
        client_keys=[str(terms.via_key)] if terms.via_key else (),
        password_auth=False,
        kbdint_auth=False,
        host_based_auth=False,
        gss_kex=False,
        gss_auth=False,
        agent_forwarding=False,
        connect_timeout=_SECONDS,
        login_timeout=_SECONDS,
        keepalive_interval=10,
        keepalive_count_max=3,
    )


def _refusal(bastion: Bastion, error: Exception) -> UsageError:
    port = f"-p {bastion.port} " if bastion.port else ""
    if isinstance(error, asyncssh.HostKeyNotVerifiable):
        return UsageError(
            f"The host key of {bastion.host} is not known here, so it is not trusted.",
            hint=f"ssh-keyscan {port}{bastion.host} >> ~/.ssh/known_hosts, once you have compared"
            " its fingerprint with the one that its owner gives; or name another file of such"
            " lines: --ssh-via-known-hosts FILE",
        )
    if isinstance(error, asyncssh.PermissionDenied):
        return UsageError(
            f"{bastion.host} does not let {bastion.user} in with the keys of this machine.",
            hint=f"See that this works here: ssh {port}{bastion.user}@{bastion.host} true",
        )
    if isinstance(error, asyncssh.ChannelListenError):
        return UsageError(
            f"{bastion.host} does not let {bastion.user} have it listen for us.",
            hint="Its sshd_config needs `AllowTcpForwarding yes` or `remote` for that user.",
        )
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return UsageError(
        f"There is no way through {bastion}: {why}.",
        hint=f"See that this works here: ssh {port}{bastion.user}@{bastion.host} true",
    )
