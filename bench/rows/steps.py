"""How many steps run again that had already succeeded: none, by the builder's own events."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bench.line import Line
from bench.scene import BASE, engine, every_builder, scene, scratch
from bisectbuild.builder import (
    Builder,
    BuilderInfo,
    BuildEvent,
    BuildRequest,
    StepFinished,
    StepLabel,
    StepStarted,
    StepStatus,
)
from bisectbuild.console.quiet import QuietDisplay
from bisectbuild.dockerfile.cut import is_buildable
from bisectbuild.dockerfile.parse import parse
from bisectbuild.outcome import Broken
from bisectbuild.search.last_good import search
from bisectbuild.search.plan import Plan
from bisectbuild.search.run import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.scene import Scene
    from tests.support.matrix import Engine

_SESSION = "bisectbuild.session"
_BROKEN = f"""FROM {BASE} AS tools
RUN echo @ > /one
COPY a.txt /a.txt
RUN cat /a.txt > /two
FROM {BASE}
ARG WHO=someone
ENV X=1
WORKDIR /w
COPY --from=tools /two /two
COPY . .
RUN echo $WHO > /three
RUN echo same
RUN echo same
LABEL x=y
RUN exit 7
"""


@dataclass(slots=True)
class Counting:
    """A builder that counts what another one says of its steps: those it ran, those it had."""

    inner: Builder
    ran: list[str] = field(default_factory=list)
    cached: int = 0

    @property
    def info(self) -> BuilderInfo:
        """The other's."""
        return self.inner.info

    @property
    def counts(self) -> Literal["stage", "file"]:
        """The other's."""
        return self.inner.counts

    @property
    def keeps_images(self) -> bool:
        """The other's."""
        return self.inner.keeps_images

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Pass the events on; the last word on a step counts."""
        labels: dict[str, StepLabel] = {}
        ends: dict[str, StepStatus] = {}
        for event in self.inner.build(request):
            if isinstance(event, StepStarted):
                labels[event.id] = event.label
            elif isinstance(event, StepFinished):
                ends[event.id] = event.status
            yield event
        for step, status in ends.items():
            if is_step_of_file(labels[step]):
                self.cached += status is StepStatus.CACHED
                if status is StepStatus.DONE:
                    self.ran.append(labels[step].text)


def is_step_of_file(label: StepLabel) -> bool:
    """Tell whether a step executes an instruction of the person's; a FROM only names a base.

    The legacy builder shows as a step the label with which cuts are marked.
    """
    if label.index is None or label.text.upper().startswith("FROM "):
        return False
    return not label.text.startswith(f"LABEL {_SESSION}")


def lines() -> Iterator[Line]:
    """Count on every engine and builder."""
    for name, builder in every_builder():
        with scratch() as folder:
            on = engine(name, builder)
            counted = _counted(on, scene(on, folder))
        yield Line(
            row=f"steps: {name} {builder}, run again | seen cached",
            ours=str(len(counted.ran)),
            peer=str(counted.cached),
            ratio=len(counted.ran) / counted.cached,
            bound="0",
            ok=not counted.ran,
        )


def _counted(on: Engine, place: Scene) -> Counting:
    """Count over a whole search and every cut before the culprit, after a person's own build."""
    from bisectbuild.engines import load  # noqa: PLC0415 - needs the engine
    from bisectbuild.engines.choose import choose  # noqa: PLC0415 - the same

    place.write("a\n", "a.txt")
    plan = _plan(place.write(_BROKEN), place.folder)
    on.docker("build", "--force-rm", str(place.folder), check=False)
    counting = Counting(load(choose(on.builder, place.env), place.env))
    outcome = search(plan, counting, QuietDisplay())
    if not isinstance(outcome, Broken):
        raise TypeError(f"{on.name} {on.builder}: the build is not broken: {outcome}")
    for point in plan.dockerfile.instructions[: outcome.culprit.instruction.index - 1]:
        if is_buildable(plan.dockerfile, point.index):
            build(plan, counting, QuietDisplay(), point)
    return counting


def _plan(dockerfile: str, folder: Path) -> Plan:
    data = dockerfile.encode()
    request = BuildRequest(
        dockerfile=data,
        dockerfile_path=folder / "Dockerfile",
        context=str(folder),
        context_is_remote=False,
        target=None,
        flags=(),
        labels=(),
        load=False,
    )
    labels = ((_SESSION, "bench"),)
    return Plan(
        dockerfile=parse(data),
        request=request,
        build_args={},
        labels=labels,
        log_dir=folder.parent / "logs",
    )
