"""One connection: who may log in by it, and what may be asked for on it."""

from __future__ import annotations

import asyncio
import time
from typing import Final, cast

import asyncssh

from bisectbuild.remote.allowed import Person
from bisectbuild.remote.house import House
from bisectbuild.remote.talk import Talk
from bisectbuild.remote.terms import USER

# As many keys as OpenSSH's server lets a client offer (sshd_config(5), MaxAuthTries).
TRIES: Final = 6
# By then a program has exchanged keys, for which it needs no person.
KEYS_SECONDS: Final = 10.0
_TALKS: Final = 4
_SHA1: Final = b"ssh-rsa"


class Guest(asyncssh.SSHServer):
    """Lets in who proves to have a listed key, and gives them the terminal and nothing else.

    What is not answered here, asyncssh 2.24 refuses by itself: passwords and other logins,
    certificates, connections onward, listening ports and sockets, tunnels.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._connection: asyncssh.SSHServerConnection | None = None
        self._look: asyncio.TimerHandle | None = None
        self._person: Person | None = None
        self._tries = 0
        self._talks = 0

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Count it."""
        self._connection = conn
        self._house.crowd.came(conn)
        loop = asyncio.get_running_loop()
        self._look = loop.call_later(KEYS_SECONDS, self._look_at_keys)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        del exc
        if self._look:
            self._look.cancel()
        if self._connection:
            self._house.leave(self._connection)
            self._connection = None

    def begin_auth(self, username: str) -> bool:
        """Ask for a key of everyone."""
        if username != USER:
            self._count()
        if self._connection:
            self._house.crowd.tries(self._connection)
        return True

    def public_key_auth_supported(self) -> bool:
        """Say that a key is asked for."""
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Tell whether a key is listed and good from there and now; asyncssh then has it proven.

        It is asked for each key that is offered, and again for the proof.
        """
        self._person = None
        # The key itself checks the proof, by the algorithms that it then names.
        key.all_sig_algorithms = {
            name for name in key.all_sig_algorithms if name != _SHA1 and b"sha1" not in name
        }
        person = self._house.people.get(key.public_data)
        if username == USER and person and person.admits(self._address(), time.time()):
            self._person = person
            return True
        self._count()
        return False

    def auth_completed(self) -> None:
        """Let them in, unless as many are in as may be."""
        if not self._connection or not self._person or self._house.full:
            raise asyncssh.DisconnectError(
                asyncssh.DISC_TOO_MANY_CONNECTIONS, "As many are logged in as may be."
            )
        self._house.enter(self._connection)

    def session_requested(self) -> Talk | bool:
        """Give a channel to talk on, a few for each connection."""
        if not self._person or self._talks >= _TALKS:
            return False
        self._talks += 1
        return Talk(self._house, self._person, self._talked)

    def _look_at_keys(self) -> None:
        """Let a silent connection go; one that waits for its person is no longer among those.

        `ssh` shows the fingerprint once it has our answer, which is when we know the cipher.
        """
        if self._connection is None:
            return
        if self._connection.get_extra_info("send_cipher"):
            self._house.crowd.tries(self._connection)
        else:
            self._connection.abort()

    def _talked(self) -> None:
        self._talks -= 1

    def _address(self) -> str:
        peer = self._connection.get_extra_info("peername") if self._connection else None
        return cast("str", peer[0]) if peer else ""

    def _count(self) -> None:
        self._tries += 1
        if self._tries > TRIES:
            raise asyncssh.DisconnectError(
                asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE,
                "Too many keys were offered. Name yours: ssh -o IdentitiesOnly=yes -i FILE",
            )
