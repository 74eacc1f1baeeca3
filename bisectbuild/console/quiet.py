"""No display at all, for `--progress=quiet` and `-q`."""

from __future__ import annotations

from bisectbuild.builder import BuildEvent, BuildFinished
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.trace.follow import Trace


class QuietDisplay:
    """Looks on and says nothing."""

    def build_begins(self, trace: Trace, cut: Instruction | None) -> None:
        """Say nothing."""

    def build_event(self, event: BuildEvent) -> None:
        """Say nothing."""

    def build_ended(self, finished: BuildFinished) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Nothing is open."""
