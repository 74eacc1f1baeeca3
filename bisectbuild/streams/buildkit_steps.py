"""What has been said of each step of a running BuildKit build, turned into events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    StepFinished,
    StepLog,
    StepProgress,
    StepStarted,
    StepStatus,
)
from bisectbuild.streams.errortext import FailedStep, exit_code_of, is_cancelled, read_failure
from bisectbuild.streams.labels import read_label
from bisectbuild.streams.outside import Outside

if TYPE_CHECKING:
    from collections.abc import Iterator

# util/progress/logs/logs.go in BuildKit, v0.7 to v0.32: `2MiB` or, for the speed, `200KiB/s`.
_CLIPPED = re.compile(rb"\[output clipped, log limit ([^\]\n]{1,20}) reached\]")
_IMAGE = re.compile(r"(?:writing image|exporting config) (sha256:[0-9a-f]{64})")


@dataclass(slots=True)
class _Step:
    """What was last said of one step."""

    name: str
    announced: bool = False
    clipped: bool = False
    finished: StepFinished | None = None


@dataclass(slots=True)
class StepBook:
    """Keeps one entry for each step and never a log, so memory stays small however long the log.

    A step may finish more than once: BuildKit first looks a step up in its cache and then runs
    it under the same name. The last word holds.
    """

    steps: dict[str, _Step] = field(default_factory=dict)
    tail: Outside = field(default_factory=Outside)
    image: str = ""

    def start(self, key: str, name: str, inputs: tuple[str, ...] = ()) -> Iterator[BuildEvent]:
        """Say that a step began; told once for each step."""
        step = self.steps.setdefault(key, _Step(name=name))
        if not step.announced:
            step.announced = True
            yield StepStarted(id=key, label=read_label(name), inputs=inputs)

    def log(self, key: str, data: bytes, stream: int = 1) -> Iterator[BuildEvent]:
        """Pass on what a step printed, and say once where the builder left some of it out."""
        yield StepLog(id=key, data=data, stream=stream)
        step = self.steps[key]
        if not step.clipped and (match := _CLIPPED.search(data)):
            step.clipped = True
            limit = match[1].decode("utf-8", "replace")
            yield BuildWarning(
                text=f"the builder left out part of the log of {step.name!r}: its limit of {limit}"
                " was reached; the whole log is not available from this builder"
            )

    def progress(self, key: str, what: str, current: int, total: int) -> Iterator[BuildEvent]:
        """Pass on how far a step is; the exporter's steps name the image."""
        if match := _IMAGE.search(what):
            self.image = match[1]
        yield StepProgress(id=key, what=what, current=current, total=total)

    def finish(
        self, key: str, *, cached: bool = False, seconds: float | None = None, error: str = ""
    ) -> Iterator[BuildEvent]:
        """Say how a step ended, unless just that was said before."""
        event = StepFinished(
            id=key,
            status=_status(error, cached=cached),
            seconds=seconds,
            error=error,
            exit_code=exit_code_of(error),
        )
        step = self.steps[key]
        if step.finished != event:
            step.finished = event
            yield event

    def outside(self, text: str) -> None:
        """Keep what was printed outside any step: its last part where it is long."""
        self.tail.add(text)

    def close(self, exit_code: int) -> BuildFinished:
        """Say how the build ended."""
        failed = tuple(
            FailedStep(id=key, name=step.name, error=step.finished.error)
            for key, step in self.steps.items()
            if step.finished is not None and step.finished.status is StepStatus.FAILED
        )
        return BuildFinished(
            failure=read_failure(self.tail.text, exit_code, failed) if exit_code else None,
            image=self.image,
            process_exit_code=exit_code,
            output=self.tail.text,
        )


def _status(error: str, *, cached: bool) -> StepStatus:
    if error:
        return StepStatus.CANCELLED if is_cancelled(error) else StepStatus.FAILED
    return StepStatus.CACHED if cached else StepStatus.DONE
