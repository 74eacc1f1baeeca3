"""What is known of one step of a build, tied to its instruction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bisectbuild.builder import StepStatus
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.trace.digest import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """One instruction, or one ONBUILD trigger of a base image.

    A trigger stands in no file: its `instruction` is the FROM that fired it, `trigger` its text.
    `id` is the builder's name for the step, "" where it showed none. `image` is the id of the
    image after the step, `container` that of the container that a failed one left (legacy only).
    `log_file` holds the whole log, `tail` its last lines;
    `clipped` says that the builder left part of it out, `log_error` why the file is not whole.
    `log` holds the telling lines of a failed step, None for every other. `began` is when it was
    seen to begin, in seconds after the first step was; None in what is read from a saved log.
    """

    instruction: Instruction
    status: StepStatus = StepStatus.NOT_RUN
    trigger: str = ""
    id: str = ""
    seconds: float | None = None
    exit_code: int | None = None
    error: str = ""
    image: str = ""
    container: str = ""
    log_lines: int = 0
    log_bytes: int = 0
    tail: tuple[str, ...] = ()
    clipped: bool = False
    log_file: Path | None = None
    log_error: str = ""
    log: Log | None = None
    began: float | None = None
