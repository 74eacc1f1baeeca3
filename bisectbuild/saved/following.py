"""From a saved build to the trace of its Dockerfile: each step to its instruction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bisectbuild.builder import BuildEvent, StepStarted
from bisectbuild.dockerfile.reach import reachable_stages
from bisectbuild.saved.ending import Ending
from bisectbuild.saved.forms import Form
from bisectbuild.trace.follow import Trace
from bisectbuild.trace.masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.dockerfile.model import Dockerfile
    from bisectbuild.saved.read import Saved


def follow(saved: Saved, dockerfile: Dockerfile, secrets: tuple[str, ...] = ()) -> Trace:
    """Follow the build that counts over its Dockerfile; the logs of failed steps come with it.

    Steps are placed by what was shown of them, before `secrets` are masked in it.
    """
    per_file = saved.form is not None and saved.form.counts_per_file
    trace = Trace(
        dockerfile,
        counts="file" if per_file else "stage",
        reachable=_stages(saved, dockerfile),
        log_dir=None,
        clock=None,
    )
    raw = tuple(_numbered(saved, dockerfile))
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


def _of_file(event: StepStarted, dockerfile: Dockerfile) -> StepStarted:
    label = event.label
    stage = int(label.stage or 1) - 1
    own = dockerfile.stages[stage].instructions if stage < len(dockerfile.stages) else ()
    place = (label.index or 0) - 1
    index = own[place].index if 0 <= place < len(own) else None
    return replace(event, label=replace(label, index=index, stage=""))
