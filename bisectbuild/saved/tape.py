"""One build of a saved log: its events, kept until its Dockerfile is known, and telling lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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
from bisectbuild.trace.logfile import LogFile

# Logs of steps that have not ended well, all together; the rest is let go, the oldest first.
_MOST_BYTES = 48 * 1024 * 1024
_MOST_WARNINGS = 100
_MOST_NAMED = 16 * 1024 * 1024
MOST_STEPS = 20_000


class TooManyStepsError(Exception):
    """More steps, or longer ones, than any Dockerfile has."""


@dataclass(slots=True)
class Tape:
    """Takes events as they come. A log is not kept, only what its digest keeps of it.

    Raises TooManyStepsError where a text only looks like a build.
    """

    started: dict[str, StepStarted] = field(default_factory=dict)
    ended: dict[str, StepFinished] = field(default_factory=dict)
    logs: dict[str, LogFile] = field(default_factory=dict)
    warnings: list[BuildWarning] = field(default_factory=list)
    finished: BuildFinished | None = None
    _kept: dict[str, int] = field(default_factory=dict)
    _total: int = 0
    _named: int = 0

    def take(self, event: BuildEvent) -> None:
        """Take in an event."""
        match event:
            case StepStarted():
                self._named += len(event.label.text)
                if len(self.started) >= MOST_STEPS or self._named > _MOST_NAMED:
                    raise TooManyStepsError
                self.started[event.id] = event
                self.logs[event.id] = LogFile(path=None)
            case StepLog():
                self.logs[event.id].write(event.data)
                self._count(event.id)
            case StepFinished():
                self.ended[event.id] = event
                if event.status in {StepStatus.DONE, StepStatus.CACHED}:
                    self._forget(event.id)
            case BuildWarning():
                self.warnings = [*self.warnings, event][-_MOST_WARNINGS:]
            case BuildFinished():
                self.finished = event
            case StepProgress():
                pass

    def _count(self, step: str) -> None:
        """Keep the order in which steps spoke last, and let go of the oldest where they hold much.

        What failed and what still goes on speak last.
        """
        kept = self.logs[step].kept
        self._total += kept - self._kept.pop(step, 0)
        self._kept[step] = kept
        while self._total > _MOST_BYTES and len(self._kept) > 1:
            self._forget(next(iter(self._kept)))

    def _forget(self, step: str) -> None:
        self._total -= self._kept.pop(step, 0)
        self.logs[step].forget(keep_tail=False)

    def settle(self) -> None:
        """Let go of everything but the failed steps' lines: another build begins."""
        for step, log in self.logs.items():
            ended = self.ended.get(step)
            if ended is None or ended.status is not StepStatus.FAILED:
                log.forget(keep_tail=False)

    @property
    def running(self) -> tuple[StepStarted, ...]:
        """The steps that began and are never said to have ended."""
        return tuple(step for key, step in self.started.items() if key not in self.ended)

    @property
    def failed(self) -> tuple[StepFinished, ...]:
        """The steps that ended in an error of their own."""
        return tuple(step for step in self.ended.values() if step.status is StepStatus.FAILED)

    def rename(self, step: str, label: StepStarted) -> None:
        """Give a step the label that another part of the log tells."""
        self.started[step] = replace(self.started[step], label=label.label)

    def events(self) -> Iterator[BuildEvent]:
        """Give the events again, without logs: each step's begin and end, then the build's end."""
        for key, started in self.started.items():
            yield started
            if key in self.ended:
                yield self.ended[key]
        if self.finished is not None:
            yield self.finished
