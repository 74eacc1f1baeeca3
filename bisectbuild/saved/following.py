"""From a saved build to the trace of its Dockerfile: each step to its instruction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    Failure,
    FailureKind,
    Location,
    StepStarted,
)
from bisectbuild.dockerfile.reach import reachable_stages
from bisectbuild.saved.command import instruction_of
from bisectbuild.saved.ending import Ending
from bisectbuild.saved.forms import Form
from bisectbuild.saved.quoted import quoted_lines
from bisectbuild.streams.legacy_failure import exit_code_of as legacy_exit_code
from bisectbuild.trace.follow import Trace
from bisectbuild.trace.masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bisectbuild.dockerfile.model import Dockerfile
    from bisectbuild.saved.read import Saved


def follow(
    saved: Saved,
    dockerfile: Dockerfile,
    secrets: tuple[str, ...] = (),
    places: Mapping[str, int] | None = None,
) -> Trace:
    """Follow the build that counts over its Dockerfile; the logs of failed steps come with it.

    Steps are placed by what was shown of them, before `secrets` are masked in it; or by `places`,
    the lines of steps by their ids, where the file was put together from the log.
    """
    per_file = places is not None or (saved.form is not None and saved.form.counts_per_file)
    trace = Trace(
        dockerfile,
        counts="file" if per_file else "stage",
        reachable=_stages(saved, dockerfile),
        log_dir=None,
        clock=None,
    )
    numbered = (
        _numbered(saved, dockerfile) if places is None else _placed(saved, dockerfile, places)
    )
    raw = tuple(_located(saved, dockerfile, numbered))
    for event in raw:
        if isinstance(event, StepStarted):
            trace.apply(event)
    for event in masked(raw, secrets):
        if not isinstance(event, StepStarted):
            trace.apply(event)
    trace.adopt(saved.tape.logs)
    return trace


def _stages(saved: Saved, dockerfile: Dockerfile) -> tuple[int, ...]:
    """Give the stages that were built; which target was wanted, no log tells."""
    if saved.ending is Ending.PASSED:
        return tuple(reachable_stages(dockerfile, None, {}))
    return tuple(range(len(dockerfile.stages)))


def _numbered(saved: Saved, dockerfile: Dockerfile) -> Iterator[BuildEvent]:
    """Give the events; podman's numbers, which count within a stage, become the file's."""
    for event in saved.tape.events():
        if saved.form is Form.PODMAN and isinstance(event, StepStarted):
            yield _of_file(event, dockerfile)
        else:
            yield event


def _placed(
    saved: Saved, dockerfile: Dockerfile, places: Mapping[str, int]
) -> Iterator[BuildEvent]:
    """Give the events, each step numbered as the instruction at its line."""
    indexes = {entry.span.start: entry.index for entry in dockerfile.instructions}
    for event in saved.tape.events():
        if isinstance(event, StepStarted):
            index = indexes.get(places.get(event.id, 0))
            yield replace(event, label=replace(event.label, index=index, stage=""))
        else:
            yield event


def _of_file(event: StepStarted, dockerfile: Dockerfile) -> StepStarted:
    label = event.label
    stage = int(label.stage or 1) - 1
    own = dockerfile.stages[stage].instructions if 0 <= stage < len(dockerfile.stages) else ()
    place = (label.index or 0) - 1
    index = own[place].index if 0 <= place < len(own) else None
    return replace(event, label=replace(label, index=index, stage=""))


def _located(
    saved: Saved, dockerfile: Dockerfile, events: Iterator[BuildEvent]
) -> Iterator[BuildEvent]:
    """Give the events; a failure that names no step is given the lines that its words quote."""
    for event in events:
        failure = event.failure if isinstance(event, BuildFinished) else None
        placed = failure and (failure.step in saved.tape.started or failure.locations)
        if isinstance(event, BuildFinished) and failure is not None and not placed:
            yield replace(event, failure=_by_words(failure, event.output, dockerfile))
        else:
            yield event


def _by_words(failure: Failure, output: str, dockerfile: Dockerfile) -> Failure:
    """Find the lines of a failure in what is left of a quoted block, or by the command named."""
    quoted = quoted_lines(output)
    found = instruction_of(dockerfile, failure.message)
    if quoted is not None and quoted.marked:
        start, end = min(quoted.marked), max(quoted.marked)
    elif found is not None:
        start, end = found.span.start, found.span.end
    else:
        return failure
    code = legacy_exit_code(failure.message)
    return replace(
        failure,
        kind=FailureKind.STEP if found or code else failure.kind,
        locations=(Location(line_start=start, line_end=end),),
        exit_code=failure.exit_code if code is None else code,
    )
