"""One program on one terminal, which several people share."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from bisectbuild.remote.outbox import Outbox
from bisectbuild.remote.recent import Recent
from bisectbuild.remote.terms import Child, Screen, Spawn
from bisectbuild.remote.transcript import Transcript

MOST_PEOPLE: Final = 8
_CHUNK: Final = 64 * 1024
_MOST_TYPED: Final = 64 * 1024
_LOOK_EVERY: Final = 0.02


class Line(Protocol):
    """The connection of one who is attached."""

    def send(self, data: bytes) -> None:
        """Send what is shown; it never blocks."""

    def hold(self) -> None:
        """Take no more of what its person types, for now."""

    def go_on(self) -> None:
        """Take again what its person types."""

    def hang_up(self, code: int) -> None:
        """End it, once all is sent; `code` is what the person's `ssh` then gives."""


@dataclass(slots=True, kw_only=True, eq=False)
class Seat:
    """One who is attached."""

    who: str
    line: Line
    screen: Screen
    outbox: Outbox = field(init=False)


class Hub:
    """Shows all the same, takes the keys of each, and is as large as the smallest of them.

    The program is started when the first one attaches, and goes on when all have left. `ended` is
    called once it is over by itself. It belongs to the loop that it is made in.
    """

    def __init__(self, spawn: Spawn, transcript: Transcript, ended: Callable[[], None]) -> None:
        self._spawn, self._transcript, self._ended = spawn, transcript, ended
        self._seats: list[Seat] = []
        self._child: Child | None = None
        self._recent = Recent()
        self._typed = bytearray()
        self._size = (0, 0)
        self._over = False

    @property
    def people(self) -> tuple[str, ...]:
        """Give who is attached, in the order in which they came."""
        return tuple(seat.who for seat in self._seats)

    @property
    def full(self) -> bool:
        """Tell whether no one more can attach."""
        return len(self._seats) >= MOST_PEOPLE

    def attach(self, who: str, line: Line, screen: Screen) -> Seat:
        """Let someone take part. Raises EngineError where the program cannot be started."""
        if self._child is None:
            self._start(screen)
        seat = Seat(who=who, line=line, screen=screen)
        seat.outbox = Outbox(line.send, self._catch_up)
        seat.outbox.put(self._recent.replay())
        self._seats.append(seat)
        self.tell(f"{who} joined ({len(self._seats)} here).")
        self._fit()
        return seat

    def detach(self, seat: Seat) -> None:
        """Let someone go; the program goes on."""
        if seat in self._seats:
            self._seats.remove(seat)
            self.tell(f"{seat.who} left ({len(self._seats)} here).")
            self._fit()

    def resize(self, seat: Seat, screen: Screen) -> None:
        """Note that someone's terminal has another size."""
        seat.screen = screen
        self._fit()

    def typed(self, seat: Seat, data: bytes) -> None:
        """Pass on what someone typed; one who types faster than the program reads is held."""
        if self._child is None or self._over:
            return
        self._typed += data
        self._write()
        if len(self._typed) > _MOST_TYPED:
            seat.line.hold()

    def tell(self, text: str) -> None:
        """Say a line to all, and keep it."""
        self._transcript.said(text)
        for seat in self._seats:
            seat.outbox.put(spoken(text))

    def look(self) -> None:
        """See whether the program has ended while others keep its terminal; to be called often."""
        self._transcript.flush()
        if self._child and not self._over and self._child.poll() is not None:
            self._drain()
            self._finish()

    async def close(self, grace: float, code: int) -> None:
        """End the program: SIGHUP, then SIGKILL after `grace` seconds; then let all go.

        Once is enough, and more do no harm.
        """
        child = self._child
        if child:
            self._over = True
            if child.poll() is None:
                child.hang_up()
                await self._gone(child, grace)
            self._drain()
            child.kill()
            self._forget(child)
            child.close()
        for seat in self._seats:
            seat.line.hang_up(code)
        self._seats.clear()

    async def _gone(self, child: Child, grace: float) -> None:
        loop = asyncio.get_running_loop()
        limit = loop.time() + grace
        while child.poll() is None and loop.time() < limit:  # noqa: ASYNC110 - it is a process
            await asyncio.sleep(_LOOK_EVERY)

    def _start(self, screen: Screen) -> None:
        self._size = (screen.rows, screen.columns)
        self._child = self._spawn(screen)
        os.set_blocking(self._child.fd, False)
        asyncio.get_running_loop().add_reader(self._child.fd, self._read)

    def _forget(self, child: Child) -> None:
        loop = asyncio.get_running_loop()
        if child.fd >= 0:
            loop.remove_reader(child.fd)
            loop.remove_writer(child.fd)

    def _finish(self) -> None:
        if self._child:
            self._forget(self._child)
        if not self._over:
            self._over = True
            self._ended()

    def _read(self) -> None:
        if self._show() is None:
            self._finish()

    def _drain(self) -> None:
        """Show what the program left behind, and no more than a screen or two of it."""
        for _ in range(16):
            if not self._show():
                return

    def _show(self) -> bool | None:
        """Pass on a chunk of what is shown. Give whether there was one, None at the end."""
        if self._child is None:
            return None
        try:
            data = os.read(self._child.fd, _CHUNK)
        except BlockingIOError:
            return False
        except OSError:  # EIO: no one has the terminal open any more.
            return None
        if not data:
            return None
        self._transcript.shown(data)
        self._recent.add(data)
        for seat in self._seats:
            seat.outbox.put(data)
        return True

    def _write(self) -> None:
        if self._child is None or self._over:
            return
        try:
            del self._typed[: os.write(self._child.fd, self._typed)]
        except BlockingIOError:
            pass
        except OSError:
            self._typed.clear()
        loop = asyncio.get_running_loop()
        if self._typed:
            loop.add_writer(self._child.fd, self._write)
            return
        loop.remove_writer(self._child.fd)
        for seat in self._seats:
            seat.line.go_on()

    def _fit(self) -> None:
        if not self._seats or self._child is None:
            return
        size = (
            min(seat.screen.rows for seat in self._seats),
            min(seat.screen.columns for seat in self._seats),
        )
        if size != self._size:
            self._size = size
            self._child.resize(*size)
            self._transcript.resized(*size)

    def _catch_up(self, lost: int) -> bytes:
        """Give what one is shown whose connection was too slow."""
        text = f"Your connection is slow: {lost // 1024} KiB were passed over; the end follows."
        return b"\x1bc" + spoken(text) + self._recent.replay()


def spoken(text: str) -> bytes:
    """Give a line of ours as it is shown on a terminal in any state."""
    return f"\r\n[bisectbuild] {text}\r\n".encode()
