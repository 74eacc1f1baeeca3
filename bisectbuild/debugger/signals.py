"""Signals at the prompt: Ctrl-C ends what is being done, a hang-up or SIGTERM ends the debugger."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from bisectbuild.interrupt import handled

_ENDS = (signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Gone:
    """Whether the debugger was told to end.

    `wake` ends the wait for a line, in whose event loop nothing may be raised; it tells whether
    there was such a wait.
    """

    told: bool = False
    wake: Callable[[], bool] = lambda: False


@contextmanager
def guarded(gone: Gone) -> Iterator[None]:
    """Let every signal raise KeyboardInterrupt while the block runs, and note those that end us.

    Each block counts anew, so that a second Ctrl-C at another word does not end the program.
    """
    with handled():
        if threading.current_thread() is threading.main_thread():
            for number in _ENDS:
                _note(number, gone)
        yield


def _note(number: signal.Signals, gone: Gone) -> None:
    before = signal.getsignal(number)

    def told(number: int, frame: FrameType | None) -> None:
        gone.told = True
        if not gone.wake() and callable(before):
            before(number, frame)

    signal.signal(number, told)
