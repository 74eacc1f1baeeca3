"""One step as the builder showed it: its label, its end and its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bisectbuild.builder import StepFinished, StepLabel, StepStatus
from bisectbuild.trace.record import StepRecord

if TYPE_CHECKING:
    from bisectbuild.trace.attribution import Attributed
    from bisectbuild.trace.logfile import LogFile


@dataclass(slots=True)
class SeenStep:
    """What was said of a step so far. `finished` is the last word on how it ended."""

    id: str
    label: StepLabel
    inputs: tuple[str, ...]
    log: LogFile
    finished: StepFinished | None = None
    began: float | None = None

    @property
    def status(self) -> StepStatus:
        """How the step stands; one that began and never ended was cut short."""
        return self.finished.status if self.finished else StepStatus.CANCELLED

    @property
    def ran(self) -> bool:
        """Whether its running shows that all before it in its stage had succeeded.

        A RUN needs its file system to begin. A COPY can fail or be found cached (by its content)
        while an earlier RUN still runs: seen on 20.10 and 28.5.
        """
        if self.label.text.upper().startswith("RUN "):
            return True
        return self.status is StepStatus.DONE

    def end(self, finished: StepFinished) -> None:
        """Learn how the step ended; the lines of one that ended well tell of no failure."""
        self.finished = finished
        self.log.close()
        if finished.status is not StepStatus.FAILED:
            self.log.forget()

    def record(self, attributed: Attributed) -> StepRecord:
        """Give the record of this step for its instruction."""
        end = self.finished
        return StepRecord(
            instruction=attributed.instruction,
            trigger=attributed.trigger,
            status=self.status,
            id=self.id,
            seconds=end.seconds if end else None,
            exit_code=end.exit_code if end else None,
            error=end.error if end else "",
            image=end.image if end else "",
            container=end.container if end else "",
            log_lines=self.log.count(),
            log_bytes=self.log.size,
            tail=self.log.tail(),
            clipped=self.log.clipped,
            log_file=self.log.path if self.log.size else None,
            log_error=self.log.error,
            began=self.began,
            log=self.log.digest() if self.status is StepStatus.FAILED else None,
        )
