"""Ctrl-C and its kin: the first one ends the work and cleans up, the second ends at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from bisectbuild.errors import ExitCode

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def handled() -> Iterator[None]:
    """Turn SIGINT, SIGTERM and SIGHUP into KeyboardInterrupt while the block runs.

    A second one leaves at once with exit code 130; what it leaves in the engine is labelled, so
    that the next run or `bisectbuild clean` removes it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    hits = 0

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal hits
        del number, frame
        hits += 1
        if hits > 1:
            os._exit(ExitCode.INTERRUPTED)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, handle) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
