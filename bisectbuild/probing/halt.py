"""The wish to stop, which all that is being asked heeds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bisectbuild.errors import BisectBuildError
from bisectbuild.search.plan import Plan


class Halt:
    """Shared by those who ask; once set, they end with KeyboardInterrupt."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Wish it. Safe at any time, from any thread."""
        self._event.set()

    def is_set(self) -> bool:
        """Tell whether it was wished."""
        return self._event.is_set()

    def over(self, plan: Plan) -> Plan:
        """Give a plan whose builds stop at once."""
        return replace(plan, request=replace(plan.request, halted=self.is_set))

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """End the block with KeyboardInterrupt where what it did was cut short."""
        try:
            yield
        except BisectBuildError as error:
            if self.is_set():
                raise KeyboardInterrupt from error
            raise
        if self.is_set():
            raise KeyboardInterrupt
