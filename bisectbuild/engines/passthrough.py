"""A person's own command, run as if we were not there: its output, exit code and signals."""

from __future__ import annotations

import contextlib
import fcntl
import os
import selectors
import signal
import termios
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bisectbuild.engines.process import CHUNK, Program, code_of, launch

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from types import FrameType

    Hear: TypeAlias = Callable[[bytes, int], bool]

_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_LOOK_EVERY = 0.2
# What a command printed before it ended is there at once.
_LAST_SECONDS = 1.0
_NOT_FOUND, _NOT_EXECUTABLE = 127, 126


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """How the command ended. `code` is what a shell would have given; `trouble` why none began.

    `stopped` tells that we were sent a signal meanwhile, which the command got too.
    """

    code: int
    stopped: bool = False
    trouble: str = ""


@dataclass(slots=True)
class _Wires:
    """What the command writes to (`ends`), and what we read it from (by descriptor: stream)."""

    ends: tuple[int, int]
    reading: dict[int, int]
    terminals: list[tuple[int, int]] = field(default_factory=list)

    def close_ends(self) -> None:
        """Close the command's side, so that its end is seen."""
        for end in {*self.ends}:
            os.close(end)

    def close(self) -> None:
        """Close our side."""
        for descriptor in tuple(self.reading):
            self.drop(descriptor)

    def drop(self, descriptor: int) -> None:
        """Close our side of one stream: whoever writes to it learns that nobody reads it."""
        del self.reading[descriptor]
        os.close(descriptor)

    def resize(self) -> None:
        """Give the command's terminals the size of ours."""
        for ours, theirs in self.terminals:
            with contextlib.suppress(OSError, termios.error):
                size = fcntl.ioctl(ours, termios.TIOCGWINSZ, b"\0" * 8)
                fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)


def pass_through(argv: Sequence[str], env: Mapping[str, str], hear: Hear) -> Passed:
    """Run a command to its end; `hear` is given what it prints, and by which stream, as it comes.

    It tells whether somebody still reads that stream; where nobody does the command finds so too.
    Where our own stream is a terminal the command writes to one too, so that it looks as it
    always does. Its standard input is ours. Signals that we get are passed on to it.
    """
    wires = _wires()
    # The handlers come first: a signal must not part us from a command that has just begun.
    with _forwarding(wires) as signals:
        try:
            process = launch(argv, env=env, stdout=wires.ends[0], stderr=wires.ends[1])
        except OSError as error:
            wires.close()
            code = _NOT_FOUND if isinstance(error, FileNotFoundError) else _NOT_EXECUTABLE
            return Passed(code=code, trouble=error.strerror or str(error))
        finally:
            wires.close_ends()
        signals.begin(process)
        try:
            _listen(process, wires, hear)
            return Passed(code=code_of(process), stopped=bool(signals.got))
        finally:
            wires.close()


def _wires() -> _Wires:
    """Make a pipe for each stream, or a terminal where ours is one."""
    ends: list[int] = []
    reading: dict[int, int] = {}
    terminals: list[tuple[int, int]] = []
    for stream in (1, 2):
        if not os.isatty(stream):
            ours, end = os.pipe()
        elif terminals:
            ends.append(os.dup(ends[0]))  # Both streams are the one terminal, in their order.
            continue
        else:
            ours, end = os.openpty()
            _leave_as_it_is(end)
            terminals.append((stream, ours))
        reading[ours] = stream
        ends.append(end)
    wires = _Wires(ends=(ends[0], ends[1]), reading=reading, terminals=terminals)
    wires.resize()
    return wires


def _leave_as_it_is(terminal: int) -> None:
    """Have a terminal add no carriage returns: our own terminal does that."""
    settings = termios.tcgetattr(terminal)
    settings[1] &= ~termios.OPOST
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


@dataclass(slots=True)
class _Signals:
    """The signals that came, and the command that they are for once it has begun."""

    got: list[int] = field(default_factory=list)
    process: Program | None = None

    def begin(self, process: Program) -> None:
        """Pass on what came before, and from now on."""
        self.process = process
        for number in self.got:
            process.send_signal(number)

    def forward(self, number: int, frame: FrameType | None) -> None:
        """Pass one on. A terminal sends Ctrl-C to the whole group by itself."""
        del frame
        self.got.append(number)
        if self.process is not None and not (number == signal.SIGINT and _is_at_terminal()):
            self.process.send_signal(number)


@contextlib.contextmanager
def _forwarding(wires: _Wires) -> Generator[_Signals, None, None]:
    """Pass signals on while the block runs; those that we were told to ignore stay ignored."""
    signals = _Signals()

    def resize(number: int, frame: FrameType | None) -> None:
        del frame
        wires.resize()
        if signals.process is not None:
            signals.process.send_signal(number)

    handlers = {**dict.fromkeys(_FORWARDED, signals.forward), signal.SIGWINCH: resize}
    kept = {n: h for n, h in handlers.items() if signal.getsignal(n) is not signal.SIG_IGN}
    before = {number: signal.signal(number, handler) for number, handler in kept.items()}
    try:
        yield signals
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _is_at_terminal() -> bool:
    """Tell whether our group is the one that a terminal of ours speaks to."""
    for stream in (0, 1, 2):
        with contextlib.suppress(OSError):
            if os.tcgetpgrp(stream) == os.getpgrp():
                return True
    return False


def _listen(process: Program, wires: _Wires, hear: Hear) -> None:
    """Hear both streams to their end, or until a moment after the command's own.

    Others may hold its pipes, and may write for as long as they like.
    """
    with selectors.DefaultSelector() as selector:
        for descriptor in wires.reading:
            os.set_blocking(descriptor, False)
            selector.register(descriptor, selectors.EVENT_READ)
        limit = None
        while selector.get_map():
            over = process.poll() is not None
            limit = time.monotonic() + _LAST_SECONDS if over and limit is None else limit
            ready = selector.select(0 if over else _LOOK_EVERY)
            if limit is not None and (not ready or time.monotonic() > limit):
                return
            for key, _ in ready:
                data = _read(key.fd)
                if data is None:
                    continue
                if not data or not hear(data, wires.reading[key.fd]):
                    selector.unregister(key.fd)
                    wires.drop(key.fd)


def _read(descriptor: int) -> bytes | None:
    """Give what is there, b"" at the end, None where nothing is there after all."""
    try:
        return os.read(descriptor, CHUNK)
    except BlockingIOError:
        return None
    except OSError:
        return b""  # A terminal ends so once nobody holds its other side.
