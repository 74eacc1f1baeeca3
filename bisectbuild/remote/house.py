"""All that the connections of one served terminal share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bisectbuild.remote.allowed import Person
from bisectbuild.remote.clock import Clock
from bisectbuild.remote.crowd import Crowd
from bisectbuild.remote.desk import Desk
from bisectbuild.remote.hub import Hub

if TYPE_CHECKING:
    from asyncssh import SSHServerConnection

MOST_GUESTS: Final = 16


@dataclass(slots=True, kw_only=True)
class House:
    """`people` are those who may come in, by their keys; `guests` those who have."""

    people: dict[bytes, Person]
    clock: Clock
    hub: Hub
    desk: Desk
    crowd: Crowd[SSHServerConnection]
    guests: set[SSHServerConnection] = field(default_factory=set)

    @property
    def full(self) -> bool:
        """Tell whether as many are logged in as may be."""
        return len(self.guests) >= MOST_GUESTS

    def enter(self, connection: SSHServerConnection) -> None:
        """Note that someone has logged in."""
        self.crowd.gone(connection)
        self.guests.add(connection)
        self.clock.come()

    def leave(self, connection: SSHServerConnection) -> None:
        """Note that a connection has ended."""
        self.crowd.gone(connection)
        self.guests.discard(connection)
