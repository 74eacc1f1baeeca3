"""A process at a terminal in a container, and handing a person's terminal over to it."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import sys
import termios
import threading
import tty
from typing import TYPE_CHECKING

from bisectbuild.engines.api import guarded, refusals
from bisectbuild.engines.stream import CHUNK
from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from docker import APIClient

    from bisectbuild.engines.execution import Execution
    from bisectbuild.sandbox import Opening

# As much as a process may print before a person joins; it waits when this is full.
_MOST_HELD = 256 * 1024
_END_OF_INPUT = b"\x04"
_PATIENCE = 1.0
# A shell reads its files before it answers; what it shows until then is nothing for people.
_OPENING = 10.0


class ExecTerminal:
    """A process that has begun. A thread reads what it prints, so any kind of stream will do."""

    def __init__(
        self,
        client: APIClient,
        address: str,
        execution: Execution,
        opening: Opening | None = None,
    ) -> None:
        self._client = client
        self._address = address
        self._execution = execution
        self._stream = execution.start()
        self._held = bytearray()
        self._mark = opening.mark if opening else b""
        self._passing = threading.Event()
        self._ended = threading.Event()
        self._room = threading.Condition()
        self._closed = False
        self._wake, self._wake_end = os.pipe()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        # The engine answers when the process has begun, for which nobody need wait here.
        threading.Thread(target=self._resize, daemon=True).start()
        if opening is not None:
            with contextlib.suppress(OSError, ValueError):
                self._stream.write(opening.typed)

    def join(self) -> int:
        """Hand the person's terminal over until the process ends; give its exit code."""
        try:
            with _raw(), self._following_size():
                self._resize()
                self._pass_on_what_is_held()
                self._type()
            return self._code()
        finally:
            self.close()

    def close(self) -> None:
        """Drop it; the process loses its terminal."""
        if self._closed:
            return
        self._closed = True
        self._stream.stop()
        with self._room:
            self._passing.set()
            self._room.notify()
        self._reader.join(_PATIENCE)
        if self._reader.is_alive():
            return  # It waits for a terminal that takes nothing; it ends with this program.
        self._stream.close()
        for end in (self._wake, self._wake_end):
            os.close(end)

    def _read(self) -> None:
        """Take what comes: hold it until a person joins, then pass it on."""
        with contextlib.suppress(OSError, ValueError):
            while data := self._stream.read():
                if not self._hold(data):
                    _write(data)
        with self._room:
            self._ended.set()
            self._room.notify()
        with contextlib.suppress(OSError):
            os.write(self._wake_end, b"x")

    def _hold(self, data: bytes) -> bool:
        """Keep a piece for later, once there is room for it; False where it can be passed on."""
        with self._room:
            self._room.wait_for(lambda: self._passing.is_set() or len(self._held) < _MOST_HELD)
            if self._passing.is_set():
                return self._closed
            self._held += data
            self._drop_opening()
            return True

    def _drop_opening(self) -> None:
        """Throw away what belongs to the opening, once its mark has come."""
        at = self._held.find(self._mark) if self._mark else -1
        if at >= 0:
            del self._held[: at + len(self._mark)]
            self._mark = b""
            self._room.notify()

    def _pass_on_what_is_held(self) -> None:
        with self._room:
            # A shell that never answers its opening is shown as it is.
            self._room.wait_for(lambda: not self._mark or self._ended.is_set(), _OPENING)
            with contextlib.suppress(OSError):
                _write(self._held)
            self._held.clear()
            self._passing.set()
            self._room.notify()

    def _type(self) -> None:
        """Send what the person types until the process ends."""
        keyboard = sys.stdin.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(keyboard, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ)
            while True:
                ready = [key.fd for key, _ in selector.select()]
                if self._wake in ready:
                    return
                data = _keys(keyboard)
                if not data:
                    selector.unregister(keyboard)
                with contextlib.suppress(OSError, ValueError):  # Its end is seen by the reader.
                    self._stream.write(data or _END_OF_INPUT)

    def _code(self) -> int:
        try:
            with guarded(self._address):
                return self._execution.code()
        except EngineError as error:
            raise EngineError(
                f"The shell's connection to the engine broke off. {error.message}",
                hint=error.hint or "See whether the engine still runs: docker version",
            ) from error

    def _resize(self) -> None:
        """Tell the size; a process that has not quite begun, or has ended, needs none."""
        try:
            size = os.get_terminal_size(sys.stdout.fileno())
        except (OSError, ValueError):
            return
        with contextlib.suppress(EngineError), guarded(self._address), refusals():
            self._client.exec_resize(self._execution.id, height=size.lines, width=size.columns)

    @contextlib.contextmanager
    def _following_size(self) -> Iterator[None]:
        def changed(number: int, frame: FrameType | None) -> None:
            del number, frame
            self._resize()

        saved = signal.signal(signal.SIGWINCH, changed)
        try:
            yield
        finally:
            signal.signal(signal.SIGWINCH, saved)


def _keys(keyboard: int) -> bytes:
    """Read what was typed; b"" where there is no more, as when a window is gone."""
    try:
        return os.read(keyboard, CHUNK)
    except OSError:
        return b""


def _write(data: bytes | bytearray) -> None:
    """Write all to the person's terminal, past Python's buffer."""
    rest = bytes(data)
    while rest:
        rest = rest[os.write(sys.stdout.fileno(), rest) :]


@contextlib.contextmanager
def _raw() -> Iterator[None]:
    """Have the terminal pass every key on; its settings are put back, whatever happens."""
    sys.stdout.flush()
    try:
        keyboard = sys.stdin.fileno()
        saved = termios.tcgetattr(keyboard)
    except (OSError, ValueError, termios.error):
        yield
        return
    try:
        tty.setraw(keyboard)
        yield
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(keyboard, termios.TCSADRAIN, saved)
