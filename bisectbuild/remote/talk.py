"""One channel of someone who is let in: the shared terminal, or a word to the job."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from typing import Final

import asyncssh

from bisectbuild.errors import BisectBuildError
from bisectbuild.remote.allowed import Person
from bisectbuild.remote.house import House
from bisectbuild.remote.hub import Seat
from bisectbuild.remote.terms import Screen

_TERM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,40}\Z")
_PLAIN: Final = Screen()
_REFUSED: Final = 2
_SMALLEST: Final = 2
_LARGEST: Final = 1000


class Talk(asyncssh.SSHServerSession[bytes]):
    """Attaches to the terminal, or answers one request and ends.

    Subsystems, so sftp too, are refused, and of the environment only TERM is taken.
    """

    def __init__(self, house: House, person: Person, closed: Callable[[], None]) -> None:
        self._house, self._person, self._closed = house, person, closed
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._screen: Screen | None = None
        self._said: str | None = None
        self._seat: Seat | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Keep the channel."""
        self._channel = chan

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the terminal to the others."""
        del exc
        self._channel = None
        self._closed()
        if self._seat:
            self._house.clock.touch()
            self._house.hub.detach(self._seat)

    def pty_requested(
        self,
        term_type: str,
        term_size: tuple[int, int, int, int],
        term_modes: Mapping[int, int],
    ) -> bool:
        """Note the person's terminal, unless the key has `no-pty`."""
        del term_modes
        if not self._person.limits.terminal:
            return False
        term = term_type if _TERM.match(term_type) else _PLAIN.term
        self._screen = _screen(term, term_size[0], term_size[1])
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """Fit the terminal to a new size."""
        del pixwidth, pixheight
        if self._screen:
            self._screen = _screen(self._screen.term, width, height)
            if self._seat:
                self._house.hub.resize(self._seat, self._screen)

    def shell_requested(self) -> bool:
        """Take it; what is wrong with it is told on the channel."""
        return True

    def exec_requested(self, command: str) -> bool:
        """Take it; what is wrong with it is told on the channel."""
        self._said = command
        return True

    def session_started(self) -> None:
        """Attach, or answer."""
        try:
            if self._said is not None:
                self._end(self._house.desk.answer(self._said, str(self._person)), 0)
            elif self._screen is None:
                self._end(self._no_terminal(), _REFUSED)
            elif self._house.hub.full:
                self._end("As many are attached as may be.", _REFUSED)
            else:
                self._house.clock.touch()
                self._seat = self._house.hub.attach(str(self._person), self, self._screen)
        except BisectBuildError as error:
            self._end(f"{error.message}\n{error.hint}".rstrip(), _REFUSED)

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Pass on what the person types."""
        del datatype
        if self._seat:
            self._house.clock.touch()
            self._house.hub.typed(self._seat, data)

    def eof_received(self) -> bool:
        """Stay attached: who types nothing more may still look on."""
        return True

    def pause_writing(self) -> None:
        """Keep what is shown, as the connection is full."""
        if self._seat:
            self._seat.outbox.pause()

    def resume_writing(self) -> None:
        """Send what was kept."""
        if self._seat:
            self._seat.outbox.resume()

    def send(self, data: bytes) -> None:
        """Send what is shown; it never blocks."""
        with contextlib.suppress(OSError):  # It is being closed.
            if self._channel:
                self._channel.write(data)

    def hold(self) -> None:
        """Take no more of what the person types, for now."""
        if self._channel:
            self._channel.pause_reading()

    def go_on(self) -> None:
        """Take again what the person types."""
        if self._channel:
            self._channel.resume_reading()

    def hang_up(self, code: int) -> None:
        """End it, once all is sent; `code` is what the person's `ssh` then gives."""
        self._seat = None
        with contextlib.suppress(OSError):
            if self._channel:
                self._channel.exit(code)

    def _no_terminal(self) -> str:
        if not self._person.limits.terminal:
            return "Your key is listed with `no-pty` or `restrict`, so it gets no terminal."
        return "A terminal is needed for this: ssh -t"

    def _end(self, text: str, code: int) -> None:
        newline = "\r\n" if self._screen else "\n"
        data = (text.replace("\n", newline) + newline).encode()
        with contextlib.suppress(OSError):
            if self._channel and code and not self._screen:
                self._channel.write_stderr(data)
            elif self._channel:
                self._channel.write(data)
        self.hang_up(code)


def _screen(term: str, width: int, height: int) -> Screen:
    """Give a screen; a client that does not know its size sends 0 (RFC 4254, section 6.2)."""
    rows, columns = _within(height or _PLAIN.rows), _within(width or _PLAIN.columns)
    return Screen(rows=rows, columns=columns, term=term)


def _within(number: int) -> int:
    return max(_SMALLEST, min(number, _LARGEST))
