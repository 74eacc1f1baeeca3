"""BuildKit, driven through the docker command line."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bisectbuild.builder import BuildFinished, Failure, FailureKind, StepStarted
from bisectbuild.engines.buildkit_files import BuildFiles, build_files
from bisectbuild.engines.buildkit_stream import StreamReader
from bisectbuild.engines.process import Exited, Output, stream
from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from bisectbuild.builder import BuilderInfo, BuildEvent, BuildRequest

_OUTPUTS = ("--output", "-o", "--push", "--load")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildKit:
    """A BuildKit builder.

    `docker` is the client, `uses_buildx` whether it has the buildx plugin; without it, only a
    client of its own BuildKit (18.09 to 20.10) can build. `builder` is a builder instance of
    buildx, None for the one in use. `env` is the whole environment of the client.
    """

    info: BuilderInfo
    docker: str
    uses_buildx: bool
    env: Mapping[str, str]
    builder: str | None = None

    @property
    def counts(self) -> Literal["stage", "file"]:
        """BuildKit numbers the steps of each stage."""
        return "stage"

    @property
    def keeps_images(self) -> bool:
        """BuildKit leaves no image behind for a step."""
        return False

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Run one build. Ends in exactly one BuildFinished.

        Closing the iterator early cancels the build at the daemon. Raises EngineError where no
        engine answers; one that goes away later is told in the BuildFinished.
        """
        with build_files(request) as files:
            reached = False
            for event in self._events(request, files):
                reached = reached or isinstance(event, StepStarted)
                if isinstance(event, BuildFinished):
                    yield _finished(event, files, reached=reached)
                else:
                    yield event

    def command_line(self, request: BuildRequest, files: BuildFiles) -> tuple[str, ...]:
        """Give the client's arguments. Ours come after the person's, as the last one holds."""
        client = (self.docker, "buildx", "build") if self.uses_buildx else (self.docker, "build")
        words = [*client, *request.flags]
        words.append(f"--progress={'rawjson' if self.uses_buildx else 'plain'}")
        if self.uses_buildx and self.builder is not None:
            words.append(f"--builder={self.builder}")
        if request.target is not None:
            words.append(f"--target={request.target}")
        words += [f"--label={key}={value}" for key, value in request.labels]
        if request.load:
            words.append(f"--iidfile={files.image_id}")
            if self.uses_buildx and not any(flag.startswith(_OUTPUTS) for flag in request.flags):
                words.append("--load")
        if files.dockerfile is not None:
            words.append(f"--file={files.dockerfile}")
        return (*words, request.context)

    def _events(self, request: BuildRequest, files: BuildFiles) -> Generator[BuildEvent]:
        reader = StreamReader()
        env = {**self.env, "DOCKER_BUILDKIT": "1", "PROGRESS_NO_TRUNC": "1"}
        output = stream(
            self.command_line(request, files), env=env, use_stdin=request.context == "-"
        )
        with contextlib.closing(output):
            for item in output:
                match item:
                    case Output(data=data):
                        yield from reader.feed(data)
                    case Exited(code=code):
                        yield from reader.finish(code)


def _finished(event: BuildFinished, files: BuildFiles, *, reached: bool) -> BuildFinished:
    failure = event.failure
    if failure is not None:
        if failure.kind is FailureKind.ENGINE and not reached:
            raise _no_engine(failure)
        return event
    with contextlib.suppress(OSError):
        return replace(event, image=files.image_id.read_text("ascii").strip() or event.image)
    return event


def _no_engine(failure: Failure) -> EngineError:
    return EngineError(
        f"The container engine did not answer: {failure.message}",
        hint="See whether it runs and whether you may use it: `docker version`. "
        "DOCKER_HOST or `docker context` may name another one.",
    )
