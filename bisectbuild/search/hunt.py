"""From a failed build back to the last good layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.builder import Builder, Failure, FailureKind, StepStatus
from bisectbuild.dockerfile.cut import cut_after, last_buildable_before
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.errors import EngineError, UnreadableError
from bisectbuild.outcome import (
    Broken,
    Culprit,
    Inconclusive,
    LastGood,
    Outcome,
    Probe,
)
from bisectbuild.search.locate import locate
from bisectbuild.search.plan import Plan
from bisectbuild.search.run import Run, Watch, build, is_refused
from bisectbuild.trace.follow import Trace
from bisectbuild.trace.merge import merge
from bisectbuild.trace.record import StepRecord

_MOVES_THE_CULPRIT = (FailureKind.STEP, FailureKind.CONVERSION, FailureKind.FILE)


KnownImages: TypeAlias = Callable[[Instruction], str]


def nothing_known(at: Instruction) -> str:
    """Know of no image that was made ahead of its need."""
    del at
    return ""


class Hunt:
    """The builds made after the first failure, and what they told."""

    def __init__(
        self, plan: Plan, builder: Builder, watch: Watch, known: KnownImages = nothing_known
    ) -> None:
        self._plan = plan
        self._builder = builder
        self._watch = watch
        self._known = known
        self._probes: list[Probe] = []
        self._traces: list[tuple[StepRecord, ...]] = []

    def after(self, run: Run) -> Outcome:
        """Go on from a failed build until a cut is good or nothing is left to cut."""
        while run.failure is not None:
            self._traces.append(run.trace.records())
            named = culprit_of(run.trace, run.failure) or self._search_for(run.failure)
            if named is None:
                return self._inconclusive(run.failure)
            before = self._note(named, run)
            if before is None:
                return self._broken(named, None, "")
            image = self._image_of(run.trace, before)
            if image:
                return self._broken(named, before, image)
            cut = self._build_cut(before)
            if isinstance(cut, str):
                return self._broken(named, before, "", note=cut)
            if cut.failure is None:
                self._traces.append(cut.trace.records())
                self._probes.append(good_probe(before, cut))
                return self._broken(named, before, cut.finished.image)
            run = cut
        raise AssertionError("a passing build has no culprit")

    def _build_cut(self, at: Instruction) -> Run | str:
        """Build a cut; give words instead where it fails for what is no instruction's fault.

        The culprit is known by then, and a full disk or an engine that went away is none.
        """
        try:
            run = build(self._plan, self._builder, self._watch, at)
        except (EngineError, UnreadableError) as error:
            return f"The layer before it could not be built again: {error.message}"
        if run.failure is not None and run.failure.kind not in _MOVES_THE_CULPRIT:
            return f"The layer before it could not be built again: {run.failure.message}"
        return run

    def _note(self, culprit: Culprit, run: Run) -> Instruction | None:
        """Write down the verdict; give the instruction before the culprit, if it can be built."""
        probe = Probe(
            instruction=culprit.instruction,
            verdict=Verdict.BAD,
            seconds=run.seconds,
            exit_code=culprit.exit_code,
        )
        self._probes.append(probe)
        if culprit.failure.kind is FailureKind.FILE:
            return None
        plan = self._plan
        return last_buildable_before(plan.dockerfile, culprit.instruction.index, plan.build_args)

    def _search_for(self, failure: Failure) -> Culprit | None:
        """Find what the builder refused without naming a line: the first cut that it refuses."""
        if failure.kind is not FailureKind.CONVERSION:
            return None
        found = locate(self._plan, partial(is_refused, self._plan, self._builder))
        return None if found is None else Culprit(instruction=found, failure=failure)

    def _image_of(self, trace: Trace, instruction: Instruction) -> str:
        if not self._builder.keeps_images:
            return self._known(instruction)
        return next((r.image for r in trace.records() if r.instruction == instruction), "")

    def _broken(
        self, culprit: Culprit, before: Instruction | None, image: str, *, note: str = ""
    ) -> Broken:
        good = None
        if before is not None:
            target = cut_after(self._plan.dockerfile, before.index).target
            good = LastGood(instruction=before, target=target, image=image)
        return Broken(
            records=tuple(_failed(r, culprit) for r in merge(self._traces)),
            probes=tuple(self._probes),
            culprit=culprit,
            last_good=good,
            note=note,
        )

    def _inconclusive(self, failure: Failure) -> Inconclusive:
        return Inconclusive(
            records=merge(self._traces),
            probes=tuple(self._probes),
            failure=failure,
            reason=_why_unnamed(failure),
        )


def _failed(record: StepRecord, culprit: Culprit) -> StepRecord:
    """Give the culprit's record as one that failed.

    Where the build before it still ends the same step, BuildKit calls it cached, and then fails
    (20.10 and 28.5, seen on a machine under load).
    """
    mine = culprit.step is not None and record.instruction == culprit.instruction
    if mine and record.status is StepStatus.CACHED and record.trigger == culprit.trigger:
        return replace(record, status=StepStatus.FAILED)
    return record


def culprit_of(trace: Trace, failure: Failure) -> Culprit | None:
    """Give the culprit that a finished build names, if it names one."""
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


def good_probe(at: Instruction, run: Run) -> Probe:
    """Give the record of a cut that passed."""
    return Probe(
        instruction=at, verdict=Verdict.GOOD, seconds=run.seconds, image=run.finished.image
    )


def _why_unnamed(failure: Failure) -> str:
    if failure.kind is FailureKind.EXPORT:
        return "Every instruction passed; only writing the result failed."
    return "The builder names no instruction for this failure."
