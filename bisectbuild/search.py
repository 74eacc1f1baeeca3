"""The search for the last good layer: one build of the person's file, then cuts until one passes.

BuildKit runs steps out of order, so a cut before the first failure seen can itself fail: a COPY
fails before an earlier RUN has run at all. Then the culprit moves to the cut's failure, which
stands earlier in the file, so the search ends.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, assert_never

from bisectbuild.builder import (
    Builder,
    BuildEvent,
    BuildFinished,
    BuildRequest,
    Failure,
    FailureKind,
)
from bisectbuild.dockerfile.cut import (
    cut_after,
    last_buildable_before,
    mentions_targetstage,
    target_stage_name,
)
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.reach import reachable_stages
from bisectbuild.errors import EngineError, UnreadableError
from bisectbuild.flags import for_cut
from bisectbuild.outcome import (
    Broken,
    Culprit,
    Healthy,
    Inconclusive,
    LastGood,
    Outcome,
    Probe,
    Verdict,
)
from bisectbuild.redact import secret_values
from bisectbuild.trace.follow import Trace
from bisectbuild.trace.masking import masked
from bisectbuild.trace.merge import merge
from bisectbuild.trace.record import StepRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to search: the file, the person's own build of it, and where logs go.

    `build_args` serve only to tell which stages the target needs. `labels` mark what cuts make.
    """

    dockerfile: Dockerfile
    request: BuildRequest
    build_args: Mapping[str, str]
    labels: tuple[tuple[str, str], ...]
    log_dir: Path


class Watch(Protocol):
    """Someone who looks on."""

    def build_begins(self, trace: Trace, cut: Instruction | None) -> None:
        """Learn that a build begins: the person's own (`cut` None) or a cut up to there."""

    def build_event(self, event: BuildEvent) -> None:
        """Learn of an event that the trace has taken in."""

    def build_ended(self, finished: BuildFinished) -> None:
        """Learn how the build ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One finished build and what was seen of it."""

    trace: Trace
    finished: BuildFinished
    seconds: float


def search(plan: Plan, builder: Builder, watch: Watch) -> Outcome:
    """Build, and where that fails find the culprit and the last good layer.

    No step that succeeded is run again: every cut is a prefix of the file, so the builder's cache
    answers for it. Raises EngineError or UnreadableError where the failure is no step's.
    """
    run = _build(plan, builder, watch, None)
    if run.finished.failure is None:
        return Healthy(records=run.trace.records(), probes=(), image=run.finished.image)
    return _Hunt(plan, builder, watch).after(run)


def build_cut(plan: Plan, builder: Builder, watch: Watch, at: Instruction) -> Outcome:
    """Build only up to an instruction; where that fails, find out why as `search` does."""
    run = _build(plan, builder, watch, at)
    if run.finished.failure is None:
        probe = _probe(at, run)
        return Healthy(records=run.trace.records(), probes=(probe,), image=run.finished.image)
    return _Hunt(plan, builder, watch).after(run)


class _Hunt:
    """From a failed build back to the last good layer."""

    def __init__(self, plan: Plan, builder: Builder, watch: Watch) -> None:
        self._plan = plan
        self._builder = builder
        self._watch = watch
        self._probes: list[Probe] = []
        self._traces: list[tuple[StepRecord, ...]] = []

    def after(self, run: _Run) -> Outcome:
        """Go on from a failed build until a cut is good or nothing is left to cut."""
        while True:
            self._traces.append(run.trace.records())
            failure = run.finished.failure
            if failure is None:
                raise AssertionError("a passing build has no culprit")
            culprit = _culprit(run.trace, failure)
            if culprit is None:
                return self._inconclusive(failure)
            self._probes.append(
                Probe(
                    instruction=culprit.instruction,
                    verdict=Verdict.BAD,
                    seconds=run.seconds,
                    exit_code=culprit.exit_code,
                )
            )
            before = self._before(culprit, failure)
            if before is None:
                return self._broken(culprit, None)
            image = self._image_of(run.trace, before)
            if image:
                good = LastGood(instruction=before, target=self._target(before), image=image)
                return self._broken(culprit, good)
            run = _build(self._plan, self._builder, self._watch, before)
            if run.finished.failure is None:
                self._traces.append(run.trace.records())
                probe = _probe(before, run)
                self._probes.append(probe)
                good = LastGood(instruction=before, target=self._target(before), image=probe.image)
                return self._broken(culprit, good)

    def _before(self, culprit: Culprit, failure: Failure) -> Instruction | None:
        if failure.kind is FailureKind.FILE:
            return None
        plan = self._plan
        return last_buildable_before(plan.dockerfile, culprit.instruction.index, plan.build_args)

    def _image_of(self, trace: Trace, instruction: Instruction) -> str:
        if not self._builder.keeps_images:
            return ""
        return next((r.image for r in trace.records() if r.instruction == instruction), "")

    def _target(self, instruction: Instruction) -> str:
        return cut_after(self._plan.dockerfile, instruction.index).target

    def _broken(self, culprit: Culprit, good: LastGood | None) -> Broken:
        return Broken(
            records=merge(self._traces),
            probes=tuple(self._probes),
            culprit=culprit,
            last_good=good,
        )

    def _inconclusive(self, failure: Failure) -> Inconclusive:
        return Inconclusive(
            records=merge(self._traces),
            probes=tuple(self._probes),
            failure=failure,
            reason=_why_unnamed(failure),
        )


def _build(plan: Plan, builder: Builder, watch: Watch, at: Instruction | None) -> _Run:
    """Run one build to its end and follow it."""
    request = plan.request if at is None else cut_request(plan, at)
    trace = _trace(plan, builder, at)
    watch.build_begins(trace, at)
    began = time.monotonic()
    finished: BuildFinished | None = None
    secrets = secret_values(plan.build_args)
    with closing(trace), closing(builder.build(request)) as events:
        for event in masked(events, secrets) if secrets else events:
            trace.apply(event)
            watch.build_event(event)
            if isinstance(event, BuildFinished):
                finished = event
    if finished is None:
        raise EngineError("The builder stopped without saying how the build ended.")
    watch.build_ended(finished)
    if finished.failure is not None:
        _refuse_what_is_no_step(finished.failure)
    return _Run(trace=trace, finished=finished, seconds=time.monotonic() - began)


def cut_request(plan: Plan, at: Instruction) -> BuildRequest:
    """Turn the person's build into one that stops exactly after an instruction."""
    cut = cut_after(plan.dockerfile, at.index)
    flags = for_cut(plan.request.flags)
    if mentions_targetstage(plan.dockerfile.data):
        stage = target_stage_name(plan.dockerfile, plan.request.target)
        flags = (*flags, f"--build-arg=TARGETSTAGE={stage}")
    return replace(
        plan.request,
        dockerfile=cut.data,
        target=cut.target,
        flags=flags,
        labels=plan.labels,
        load=True,
    )


def _trace(plan: Plan, builder: Builder, at: Instruction | None) -> Trace:
    """Follow the person's own build, or that of a cut, over the numbers of the whole file."""
    name, built, target = "build", plan.dockerfile, plan.request.target
    if at is not None:
        cut = cut_after(plan.dockerfile, at.index)
        name = target = cut.target
        built = parse(cut.data, name=plan.dockerfile.name)
    return Trace(
        plan.dockerfile,
        counts=builder.counts,
        reachable=reachable_stages(built, target, plan.build_args),
        log_dir=plan.log_dir / name,
        end=None if at is None else at.index,
    )


def _culprit(trace: Trace, failure: Failure) -> Culprit | None:
    step = trace.culprit()
    if step is None:
        return None
    return Culprit(
        instruction=step.instruction,
        failure=failure,
        exit_code=step.exit_code,
        step=step,
        trigger=step.trigger,
    )


def _probe(at: Instruction, run: _Run) -> Probe:
    return Probe(
        instruction=at, verdict=Verdict.GOOD, seconds=run.seconds, image=run.finished.image
    )


def _refuse_what_is_no_step(failure: Failure) -> None:
    """Raise for a failure that no cut can explain."""
    match failure.kind:
        case FailureKind.ENGINE:
            raise EngineError(
                f"The engine failed, not the Dockerfile: {failure.message}",
                hint="See whether it still answers (`docker version`) and has room (`docker system "
                "df`), then run the same command again: what was built is cached.",
            )
        case FailureKind.CANCELLED:
            raise KeyboardInterrupt
        case FailureKind.SETUP:
            raise UnreadableError(
                f"The builder refused the request before any step: {failure.message}",
                hint="Check the build context and the flags; `docker build` says the same.",
            )
        case FailureKind.FILE | FailureKind.CONVERSION | FailureKind.STEP | FailureKind.EXPORT:
            return
        case _:
            assert_never(failure.kind)


def _why_unnamed(failure: Failure) -> str:
    if failure.kind is FailureKind.EXPORT:
        return "Every instruction passed; only writing the result failed."
    return "The builder names no instruction for this failure."
