"""Ctrl-C and its kin: the first one ends the work and cleans up, the second ends at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from bisectbuild.errors import ExitCode

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class _State:
    """How many signals came, how many blocks hold them back, and whether one waits for those."""

    hits: int = 0
    holders: int = 0
    waits: bool = False


_state = _State()


@contextmanager
def handled() -> Iterator[None]:
    """Turn SIGINT, SIGTERM and SIGHUP into KeyboardInterrupt while the block runs.

    A second one leaves at once with exit code 130; what it leaves in the engine is labelled, so
    that the next run or `bisectbuild clean` removes it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _state.hits, _state.waits = 0, False
    # What was begun by nohup, or in the background of a script, is to ignore some.
    heeded = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, _handle) for number in heeded}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


@contextmanager
def held() -> Iterator[None]:
    """Hold back the first signal until the block has ended, for work that half done does harm.

    An import is such: a package left half imported cannot be imported again for the clean-up.
    """
    _state.holders += 1
    try:
        yield
    finally:
        _state.holders -= 1
    if _state.waits and not _state.holders:
        _state.waits = False
        if threading.current_thread() is not threading.main_thread():
            _state.hits = 0
            signal.raise_signal(signal.SIGINT)  # Python hands it to the main thread.
            return
        raise KeyboardInterrupt


def _handle(number: int, frame: FrameType | None) -> None:
    del frame
    _state.hits += 1
    if _state.hits > 1:
        if number == signal.SIGINT:
            os._exit(ExitCode.INTERRUPTED)
        return  # A terminal that goes away hangs up twice; the first time is being seen to.
    if _state.holders:
        _state.waits = True
        return
    raise KeyboardInterrupt
