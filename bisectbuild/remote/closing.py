"""The end of a served terminal: all are told, the program is hung up, the lines are ended."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from bisectbuild.remote.ending import How
from bisectbuild.remote.house import House

if TYPE_CHECKING:
    from asyncssh import SSHServerConnection

# How long the program has to go by itself once it is hung up, and people to be let go. One who
# never leaves (`ssh -N`, a ControlPersist master, one that is stopped) holds nothing up: where a
# time is up the job ends within two seconds, and within ten where it is cancelled.
_GRACE: Final = 3.0
_SHORT_GRACE: Final = 1.0
_LEAVE_SECONDS: Final = 0.5
_LATE_SECONDS: Final = 10.0
_LOOK_EVERY: Final = 0.01
_CODES: Final = {How.RESUMED: 0, How.PROGRAM_ENDED: 0, How.INTERRUPTED: 130}
_TOLD: Final = {
    How.RESUMED: "The job goes on; this terminal ends.",
    How.FAILED: "The job fails; this terminal ends.",
    How.NOBODY_CAME: "Nobody came in time.",
    How.IDLE: "Nobody typed for too long; this terminal ends.",
    How.LIMIT: "The time is up; this terminal ends.",
    How.PROGRAM_ENDED: "The program has ended.",
    How.INTERRUPTED: "The job was cancelled; this terminal ends.",
}


async def close(house: House, how: How) -> None:
    """Tell people how it ended, end the program, and end all connections."""
    house.hub.tell(_TOLD[how])
    await house.hub.close(_grace(how), _CODES.get(how, 1))
    await _all_left(house)


def _grace(how: How) -> float:
    return _SHORT_GRACE if how in {How.IDLE, How.LIMIT, How.NOBODY_CAME} else _GRACE


async def _all_left(house: House) -> None:
    """Wait a little until all have gone by themselves, and end the connections of the others."""
    loop = asyncio.get_running_loop()
    limit = loop.time() + _LEAVE_SECONDS
    while house.guests and loop.time() < limit:  # noqa: ASYNC110 - a set has no event
        await asyncio.sleep(_LOOK_EVERY)
    late = tuple(house.guests)
    _leave_open(late)
    for connection in late:
        connection.abort()
    house.crowd.empty()
    await asyncio.sleep(0)


def _leave_open(late: Iterable[SSHServerConnection]) -> None:
    """Say that nothing more comes, and keep the lines for who is late, though nobody waits.

    On a busy machine `ssh` may not have read its exit code yet. It gives 255 where its goodbye is
    answered with a reset, as it is once the line is closed, and also where a disconnect message
    has come behind the code; the last words are then not shown either.
    """
    lines = [line for connection in late for line in _own(connection)]
    if lines:
        closing = threading.Timer(_LATE_SECONDS, _close, [lines])
        closing.daemon = True  # It goes with the job.
        closing.start()


def _own(connection: SSHServerConnection) -> Iterator[socket.socket]:
    """Give a connection's line as one of our own that sends nothing more, unless it is gone."""
    shared = connection.get_extra_info("socket")
    with contextlib.suppress(OSError):
        if shared is not None:
            line: socket.socket = shared.dup()
            yield line
            line.shutdown(socket.SHUT_WR)


def _close(lines: Iterable[socket.socket]) -> None:
    for line in lines:
        line.close()
