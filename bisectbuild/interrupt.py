"""Ctrl-C and its kin: the first one ends the work and cleans up, the second ends at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from bisectbuild.errors import ExitCode

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Seconds after which a signal that fell into a callback comes again; no callback takes so long.
_AGAIN = 0.05
# A terminal and a parent that passes signals on both send one for one key; no hand is so fast.
_SAME = 0.3


@dataclass(slots=True)
class _State:
    """How many signals came, how many blocks hold them back, and whether one waits for those.

    `at` is when the first one came (monotonic, seconds), `hook` who was told before us of what
    Python drops.
    """

    hits: int = 0
    holders: int = 0
    waits: bool = False
    at: float = 0.0
    hook: Callable[[UnraisableHookArgs], object] = sys.__unraisablehook__


_state = _State()


@contextmanager
def handled() -> Iterator[None]:
    """Turn SIGINT, SIGTERM and SIGHUP into KeyboardInterrupt while the block runs.

    A second SIGINT, if it is not the same key once more, leaves at once with exit code 130; what it
    leaves in the engine is labelled, so that the next run or `bisectbuild clean` removes it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _state.hits, _state.waits = 0, False
    # What was begun by nohup, or in the background of a script, is to ignore some.
    heeded = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, _handle) for number in heeded}
    timer = signal.getitimer(signal.ITIMER_REAL)
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, _once_more)
    _state.hook, sys.unraisablehook = sys.unraisablehook, _dropped
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = _state.hook
        for number, old in before.items():
            signal.signal(number, old)
        signal.setitimer(signal.ITIMER_REAL, *timer)


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
        main = threading.main_thread()
        if threading.current_thread() is not main and main.ident is not None:
            _state.hits = 0
            signal.pthread_kill(main.ident, signal.SIGINT)  # Wakes it where it waits, too.
            return
        raise KeyboardInterrupt


def is_behind(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C is behind an error: Python 3.11 wraps what falls into `__set_name__`."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def _handle(number: int, frame: FrameType | None) -> None:
    del frame
    _state.hits += 1
    if _state.hits > 1:
        if number == signal.SIGINT and time.monotonic() > _state.at + _SAME:
            os._exit(ExitCode.INTERRUPTED)
        return  # A terminal that goes away hangs up twice; the first time is being seen to.
    _state.at = time.monotonic()
    _stop()


def _stop() -> None:
    if _state.holders:
        _state.waits = True
        return
    raise KeyboardInterrupt


def _dropped(dropped: UnraisableHookArgs) -> None:
    """Have the signal come again that fell into a callback, where Python drops what is raised.

    Such are the callbacks of weak references (each import makes some) and `__del__`.
    """
    if isinstance(dropped.exc_value, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, _AGAIN)
    else:
        _state.hook(dropped)


def _once_more(number: int, frame: FrameType | None) -> None:
    del number, frame
    _stop()
