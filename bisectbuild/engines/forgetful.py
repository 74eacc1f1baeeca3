"""A builder whose many builds leave no trace in the history of builds."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from bisectbuild.builder import PassingOn
from bisectbuild.errors import BisectBuildError

if TYPE_CHECKING:
    from collections.abc import Generator

    from bisectbuild.builder import Builder, BuildEvent, BuildRequest
    from bisectbuild.engines.history import History

# BuildKit keeps fifty records (v0.12 to v0.25) and drops the oldest, a person's own among them.
_EVERY = 15


class ForgetfulBuilder(PassingOn):
    """Passes everything on, and has the history forget our builds now and then and at the end."""

    def __init__(self, builder: Builder, history: History) -> None:
        super().__init__(builder)
        self._history = history
        self._lock = threading.Lock()
        self._begun = 0

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Run one build."""
        with self._lock:
            self._begun += 1
            full = self._begun % _EVERY == 0
        if full:
            self.forget()
        return self._builder.build(request)

    def forget(self) -> None:
        """Have the history forget what ended; one that cannot stays as it is."""
        with suppress(BisectBuildError):
            self._history.forget_ours()
