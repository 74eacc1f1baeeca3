"""Which command of a failing RUN failed, and on which physical line it stands."""

from __future__ import annotations

from bisectbuild.blame.blamed import Blamed, By
from bisectbuild.blame.find import find
from bisectbuild.blame.sources import source_of
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import Log

__all__ = ["Blamed", "By", "blame", "blame_source"]


def blame(
    dockerfile: Dockerfile,
    instruction: Instruction,
    *,
    log: Log,
    exit_code: int | None,
    traced: Log | None = None,
) -> Blamed | None:
    """Find the command that failed in a RUN; None where it is no RUN or cannot be read.

    `log` is what the step printed, `traced` what the state after it printed, where that was made.
    """
    source = source_of(dockerfile, instruction)
    return None if source is None else find(source, log=log, exit_code=exit_code, traced=traced)
