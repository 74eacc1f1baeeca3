"""Following one build: each event to its instruction, and the step to blame at the end."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    Failure,
    StepFinished,
    StepLog,
    StepProgress,
    StepStarted,
    StepStatus,
)
from bisectbuild.trace.attribution import Attributed, Attribution, ByFile, ByStage, Counts
from bisectbuild.trace.logfile import LogFile
from bisectbuild.trace.matching import is_like
from bisectbuild.trace.record import StepRecord
from bisectbuild.trace.standing import stand, worst
from bisectbuild.trace.step import SeenStep

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from bisectbuild.dockerfile.model import Dockerfile, Instruction


_NOT_RUN = StepStatus.NOT_RUN


class Trace:
    """One build of a file, followed.

    `counts` is how the builder numbers (see Builder). `reachable` are the indexes of the stages
    that the target needs. `log_dir` takes one file for each step that printed, None keeps no
    files. `end` is the last instruction that the built text holds, where it is a cut. `clock` is
    None where the events are not those of a build that goes on.
    """

    def __init__(  # noqa: PLR0913 - one value for each thing in which builds differ
        self,
        dockerfile: Dockerfile,
        *,
        counts: Counts,
        reachable: Collection[int],
        log_dir: Path | None,
        end: int | None = None,
        clock: Callable[[], float] | None = time.monotonic,
    ) -> None:
        self._dockerfile = dockerfile
        self._reachable = frozenset(reachable)
        self._log_dir = log_dir
        self._end = end or len(dockerfile.instructions)
        self._attribution: Attribution = (
            ByFile(dockerfile) if counts == "file" else ByStage(dockerfile, self._reachable, end)
        )
        self._seen: dict[str, SeenStep] = {}
        self._known: dict[str, Attributed] | None = None
        self._finished: BuildFinished | None = None
        self._clock = clock
        self._first = clock() if clock else 0.0

    def apply(self, event: BuildEvent) -> None:
        """Take in an event."""
        match event:
            case StepStarted():
                self._start(event)
            case StepLog():
                self._seen[event.id].log.write(event.data)
            case StepFinished():
                self._seen[event.id].end(event)
            case BuildFinished():
                self._finished = event
                self._known = None
                self.close()
            case BuildWarning() | StepProgress():
                pass

    def adopt(self, logs: Mapping[str, LogFile]) -> None:
        """Take over the logs of steps that were gathered before this trace could be."""
        for key, log in logs.items():
            self._seen[key].log = log

    def close(self) -> None:
        """Close the log files; safe at any time."""
        for step in self._seen.values():
            step.log.close()

    def instruction_of(self, step: str) -> Instruction | None:
        """Give the instruction of a step by its id; None for what stands for no instruction."""
        attributed = self._attributed().get(step)
        return attributed.instruction if attributed else None

    def records(self) -> tuple[StepRecord, ...]:
        """Give one record for each instruction of the file, in its order, then the triggers."""
        own: dict[int, list[StepRecord]] = {}
        triggers: list[StepRecord] = []
        for key, attributed in self._attributed().items():
            step = self._seen[key]
            if step.label.index is None and step.status is not StepStatus.FAILED:
                continue  # What an image needs beforehand decides only where it fails.
            record = step.record(attributed)
            if attributed.trigger:
                triggers.append(record)
            else:
                own.setdefault(attributed.instruction.index, []).append(record)
        joined = {index: _join(records) for index, records in own.items()}
        statuses = self._statuses(joined)
        plain = (
            replace(
                joined.get(entry.index) or StepRecord(instruction=entry),
                status=statuses[entry.index],
            )
            for entry in self._dockerfile.instructions
        )
        return (*plain, *triggers)

    def culprit(self) -> StepRecord | None:
        """Give the record of the step to blame, None where no instruction can be named.

        The builder's own step comes first, then the lines it names, then a sole failed step.
        """
        failure = self._finished.failure if self._finished else None
        if failure is None:
            return None
        attributed = self._attributed().get(failure.step)
        if attributed is not None:
            return _blamed(self._seen[failure.step].record(attributed), failure)
        located = self._located(failure)
        if located is not None:
            return _blamed(StepRecord(instruction=located), failure)
        failed = [record for record in self.records() if record.status is StepStatus.FAILED]
        return _blamed(failed[0], failure) if len(failed) == 1 else None

    def _start(self, event: StepStarted) -> None:
        path = self._log_dir / f"{len(self._seen) + 1:04d}.log" if self._log_dir else None
        self._seen[event.id] = SeenStep(
            id=event.id,
            label=event.label,
            inputs=event.inputs,
            log=LogFile(path=path),
            began=self._clock() - self._first if self._clock else None,
        )
        self._known = None

    def _attributed(self) -> dict[str, Attributed]:
        """Attribute all steps; done anew when one begins, as it may tell of those before it."""
        if self._known is None:
            labels = {key: step.label for key, step in self._seen.items()}
            self._known = self._attribution.find(labels)
            self._trust_location(self._known)
        return self._known

    def _trust_location(self, known: dict[str, Attributed]) -> None:
        """Let the lines that the builder names decide, where its number says another place."""
        failure = self._finished.failure if self._finished else None
        located = self._located(failure) if failure else None
        if failure is None or located is None or failure.step not in self._seen:
            return
        numbered = known.get(failure.step)
        if numbered is None or not self._names(failure, numbered.instruction):
            known[failure.step] = Attributed(instruction=located)

    def _names(self, failure: Failure, instruction: Instruction) -> bool:
        span = instruction.span
        return any(
            place.line_start <= span.end and span.start <= place.line_end
            for place in failure.locations
        )

    def _located(self, failure: Failure) -> Instruction | None:
        for place in failure.locations:
            for entry in self._dockerfile.instructions:
                if place.line_start <= entry.span.end and entry.span.start <= place.line_end:
                    return entry
        return None

    def _statuses(self, joined: dict[int, StepRecord]) -> dict[int, StepStatus]:
        passed = self._finished is not None and self._finished.failure is None
        shown = self._shared(joined)
        shown.update({index: record.status for index, record in joined.items()})
        ran = frozenset(
            index for index, record in joined.items() if (s := self._seen.get(record.id)) and s.ran
        )
        began = StepStatus.DONE if joined or passed else StepStatus.NOT_RUN
        statuses = {
            entry.index: shown.get(entry.index, began if entry.stage is None else _NOT_RUN)
            for entry in self._dockerfile.instructions
        }
        for stage in self._dockerfile.stages:
            own = [entry for entry in stage.instructions if entry.index <= self._end]
            here = {entry.index: shown[entry.index] for entry in own if entry.index in shown}
            through = passed and stage.index in self._reachable
            statuses.update(stand(own, here, ran, passed=through))
        return statuses

    def _shared(self, joined: dict[int, StepRecord]) -> dict[int, StepStatus]:
        """Find steps that stages share: one step, shown under one stage's name only.

        A step's inputs lead to the step before it, whatever stage that one is shown in.
        """
        shared: dict[int, StepStatus] = {}
        for stage in self._dockerfile.stages:
            below: SeenStep | None = None
            for entry in reversed(stage.instructions):
                if (record := joined.get(entry.index)) is not None:
                    below = self._seen.get(record.id)
                elif below is not None:
                    found = self._input_like(below, entry)
                    if found is not None:
                        shared[entry.index] = found.status
                        below = found
        return shared

    def _input_like(self, step: SeenStep, entry: Instruction) -> SeenStep | None:
        for key in step.inputs:
            found = self._seen.get(key)
            if found is None or found.label.index is None:
                continue
            if is_like(entry, found.label.text) or (
                entry.keyword == "FROM" and found.label.text.startswith("FROM ")
            ):
                return found
        return None


def _join(records: list[StepRecord]) -> StepRecord:
    """Make one record of an instruction's steps: the worst of them speaks for all."""
    status = worst([record.status for record in records])
    chosen = next(record for record in records if record.status is status)
    times = [record.seconds for record in records if record.seconds is not None]
    return replace(chosen, seconds=sum(times) if times else None)


def _blamed(record: StepRecord, failure: Failure) -> StepRecord:
    return replace(
        record,
        status=StepStatus.FAILED,
        error=record.error or failure.message,
        exit_code=failure.exit_code if record.exit_code is None else record.exit_code,
    )
