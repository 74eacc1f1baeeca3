"""Has the builder begin a person's build while we still import what will follow it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from bisectbuild.builder import PassingOn

if TYPE_CHECKING:
    from bisectbuild.builder import Builder, BuildEvent, BuildRequest


class HeadStart(PassingOn):
    """A builder whose first build has begun already; every other goes to the builder itself.

    Closing it stops that build if nobody asked for it.
    """

    def __init__(self, builder: Builder, request: BuildRequest) -> None:
        super().__init__(builder)
        self._request = request
        self._first: Generator[BuildEvent] | None = builder.build(request)

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Give the build that has begun where it is asked for, else begin another."""
        first = self._first
        if first is not None and request is self._request:
            self._first = None
            return first
        return self._builder.build(request)

    def close(self) -> None:
        """Stop what was begun and never asked for."""
        if self._first is not None:
            self._first.close()
            self._first = None
