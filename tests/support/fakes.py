"""A scripted builder: answers each build by what the Dockerfile's last lines say."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Literal

from bisectbuild.builder import (
    BuilderInfo,
    BuilderKind,
    BuildEvent,
    BuildFinished,
    BuildRequest,
    Failure,
    FailureKind,
    StepFinished,
    StepLabel,
    StepStarted,
    StepStatus,
)
from bisectbuild.dockerfile.parse import parse

_INFO = BuilderInfo(kind=BuilderKind.LEGACY, name="fake", version="1", why="a test asked for it")


@dataclass(slots=True)
class FakeBuilder:
    """Numbers steps as the legacy builder does, and fails where a text says so.

    An instruction that holds one of the texts in `fails` fails, and those after it are not
    reached. `first` lists texts that the builder reaches
    before all others, as BuildKit reaches a COPY before an earlier RUN. `ran` lists what was
    executed, each time that it was. `later` is how every build but the first fails.
    """

    fails: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    export_fails: bool = False
    later: Failure | None = None
    keeps_images: bool = False
    kind: FailureKind = FailureKind.STEP
    requests: list[BuildRequest] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    info: BuilderInfo = _INFO
    counts: Literal["stage", "file"] = "file"

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Go through the file; every step that passed once is cached from then on."""
        self.requests.append(request)
        if self.later is not None and len(self.requests) > 1:
            yield BuildFinished(failure=self.later, process_exit_code=1)
            return
        steps = parse(request.dockerfile).instructions
        order = sorted(steps, key=lambda step: not any(word in step.text for word in self.first))
        for step in order:
            key = f"step-{step.index}"
            label = StepLabel(text=step.text, index=step.index, total=len(steps))
            yield StepStarted(id=key, label=label)
            if any(word in step.text for word in self.fails):
                yield StepFinished(id=key, status=StepStatus.FAILED, error="no", exit_code=7)
                failure = Failure(kind=self.kind, message="no", step=key, exit_code=7)
                yield BuildFinished(failure=failure, process_exit_code=1)
                return
            cached = step.text in self.ran
            if not cached:
                self.ran.append(step.text)
            yield StepFinished(
                id=key,
                status=StepStatus.CACHED if cached else StepStatus.DONE,
                seconds=0.0,
                image=f"image-{step.index}" if self.keeps_images else "",
            )
        if self.export_fails:
            failure = Failure(kind=FailureKind.EXPORT, message="cannot write")
            yield BuildFinished(failure=failure, process_exit_code=1)
            return
        yield BuildFinished(failure=None, image=f"image-{len(steps)}")


@dataclass(slots=True)
class SilentWatch:
    """Counts the builds it is told of."""

    builds: list[int | None] = field(default_factory=list)

    def build_begins(self, trace: object, cut: object) -> None:
        """Note the cut's instruction."""
        del trace
        self.builds.append(getattr(cut, "index", None))

    def build_event(self, event: BuildEvent) -> None:
        """Look away."""

    def build_ended(self, finished: BuildFinished) -> None:
        """Look away."""
