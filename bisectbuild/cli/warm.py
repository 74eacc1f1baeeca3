"""Imports what will be needed later while a builder works and we only wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

_SECONDS = 0.01  # By then the main thread waits for the builder.


@contextmanager
def warmed(*modules: str) -> Iterator[None]:
    """Import the modules in a thread that starts soon after the block does.

    What it did not come to is imported when it is needed; an error appears there, not here.
    """
    timer = threading.Timer(_SECONDS, _import_all, args=(modules,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _import_all(modules: tuple[str, ...]) -> None:
    for name in modules:
        import_module(name)
