"""One build from its start to its end, followed and watched."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Protocol

from bisectbuild.builder import (
    Builder,
    BuildEvent,
    BuildFinished,
    Failure,
    FailureKind,
    StepStarted,
)
from bisectbuild.dockerfile.cut import cut_after
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.reach import reachable_stages
from bisectbuild.errors import EngineError
from bisectbuild.search.plan import Plan, cut_request
from bisectbuild.search.refusal import refuse_engine, refuse_request
from bisectbuild.trace.follow import Trace
from bisectbuild.trace.masking import masked

_ADVICE: Final = (
    " and has room (`docker system df`), then run the same command again: what was built is cached."
)


class Watch(Protocol):
    """Someone who looks on."""

    def build_begins(self, trace: Trace, cut: Instruction | None) -> None:
        """Learn that a build begins: the person's own (`cut` None) or a cut up to there."""

    def build_event(self, event: BuildEvent) -> None:
        """Learn of an event that the trace has taken in."""

    def build_ended(self, finished: BuildFinished) -> None:
        """Learn how the build ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished build and what was seen of it."""

    trace: Trace
    finished: BuildFinished
    seconds: float

    @property
    def failure(self) -> Failure | None:
        """Why it failed, None where it passed."""
        return self.finished.failure


def build(plan: Plan, builder: Builder, watch: Watch, at: Instruction | None) -> Run:
    """Run the person's own build (`at` None) or that of a cut, and follow it to its end.

    Raises EngineError or UnreadableError for a failure that no cut can explain.
    """
    request = plan.request if at is None else cut_request(plan, at)
    trace = _trace(plan, builder, at)
    watch.build_begins(trace, at)
    began = time.monotonic()
    finished: BuildFinished | None = None
    with closing(trace), closing(builder.build(request)) as events:
        for event in masked(_placed(events, trace), plan.secrets):
            if not isinstance(event, StepStarted):
                trace.apply(event)
            watch.build_event(event)
            if isinstance(event, BuildFinished):
                finished = event
    if finished is None:
        raise EngineError("The builder stopped without saying how the build ended.")
    watch.build_ended(finished)
    if finished.failure is not None:
        refuse_engine(finished.failure, "Dockerfile", _ADVICE)
        refuse_request(finished.failure)
    return Run(trace=trace, finished=finished, seconds=time.monotonic() - began)


def is_refused(plan: Plan, builder: Builder, at: Instruction) -> bool:
    """Tell whether a builder refuses a cut before its first step; stops where that step begins."""
    with closing(builder.build(cut_request(plan, at))) as events:
        for event in events:
            if isinstance(event, StepStarted) and event.label.index is not None:
                return False
            if isinstance(event, BuildFinished) and event.failure is not None:
                return event.failure.kind is FailureKind.CONVERSION
    return False


def _placed(events: Iterable[BuildEvent], trace: Trace) -> Iterator[BuildEvent]:
    """Tell the trace of each step before masking, which would garble the text to place it by."""
    for event in events:
        if isinstance(event, StepStarted):
            trace.apply(event)
        yield event


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
