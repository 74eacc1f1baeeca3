"""BuildKit, driven through the docker command line."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bisectbuild.builder import BuildFinished, Failure, FailureKind, StepStarted
from bisectbuild.engines.buildkit_files import BuildFiles, build_files
from bisectbuild.engines.buildkit_version import knows_targetstage
from bisectbuild.engines.process import Exited, Output, ProcessEvent, begun, stream
from bisectbuild.errors import EngineError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from bisectbuild.builder import BuilderInfo, BuildEvent, BuildRequest

_TLS = ("DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH")
_OUTPUTS = ("--output", "-o", "--push", "--load")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildKit:
    """A BuildKit builder.

    `docker` is the client, `plugin` the program of its buildx plugin; without one, only a client
    with a BuildKit of its own (18.09 to 20.10) can build. `builder` is a builder instance of
    buildx, None for the one in use. `env` is the whole environment of the client.
    """

    info: BuilderInfo
    docker: str
    plugin: str
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
        """Start one build at once. Ends in exactly one BuildFinished.

        Closing the iterator early cancels the build at the daemon. Raises EngineError where no
        engine answers; one that goes away later is told in the BuildFinished. Raises
        UnreadableError where this client cannot take our Dockerfile for that context.
        """
        if not self.plugin and request.context_is_remote and request.dockerfile:
            raise _cannot_combine()
        return begun(self._build(request))

    def _build(self, request: BuildRequest) -> Generator[BuildEvent | None]:
        with (
            build_files(request) as files,
            contextlib.closing(self._output(request, files)) as output,
        ):
            yield None
            reached = False
            events = _events(output)
            for event in events:
                reached = reached or isinstance(event, StepStarted)
                if isinstance(event, BuildFinished):
                    yield _finished(event, files, reached=reached)
                else:
                    yield event

    def command_line(self, request: BuildRequest, files: BuildFiles) -> tuple[str, ...]:
        """Give the client's arguments. Ours come after the person's, as the last one holds."""
        words = [*self._client(), *request.flags]
        words.append(f"--progress={'rawjson' if self.plugin else 'plain'}")
        if request.target_stage is not None and self._knows_targetstage():
            words.append(f"--build-arg=TARGETSTAGE={request.target_stage}")
        if self.plugin and self.builder is not None:
            words.append(f"--builder={self.builder}")
        if request.target is not None:
            words.append(f"--target={request.target}")
        if request.tag:
            words.append(f"--tag={request.tag}")
        words += [f"--label={key}={value}" for key, value in request.labels]
        if request.load:
            words.append(f"--iidfile={files.image_id}")
            if self.plugin and not any(flag.startswith(_OUTPUTS) for flag in request.flags):
                words.append("--load")
        if files.dockerfile is not None:
            words.append(f"--file={files.dockerfile}")
        return (*words, request.context)

    def _client(self) -> tuple[str, ...]:
        """Call the plugin itself: `docker` would start it twice (0.29 s instead of 0.18 s).

        It reads contexts, DOCKER_HOST and config.json as `docker buildx` does; only the TLS
        variables were left to the client by older ones (buildx, commands/root.go).
        """
        if not self.plugin:
            return (self.docker, "build")
        if any(name in self.env for name in _TLS):
            return (self.docker, "buildx", "build")
        return (self.plugin, "build")

    def _knows_targetstage(self) -> bool:
        return bool(self.plugin) and knows_targetstage(self.docker, self.env)

    def _output(self, request: BuildRequest, files: BuildFiles) -> Generator[ProcessEvent]:
        env = {**self.env, "DOCKER_BUILDKIT": "1", "PROGRESS_NO_TRUNC": "1"}
        words = self.command_line(request, files)
        return stream(words, env=env, use_stdin=request.context == "-", halted=request.halted)


def _events(output: Iterable[ProcessEvent]) -> Iterator[BuildEvent]:
    # Loaded while the client already works.
    from bisectbuild.streams.buildkit_stream import StreamReader  # noqa: PLC0415

    reader = StreamReader()
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


def _cannot_combine() -> UnreadableError:
    # The client of 20.10 looks for `-f`, and even for `-f -`, in the remote context only.
    return UnreadableError(
        "This docker client cannot build a Dockerfile of ours in a remote context.",
        hint="Fetch the context first (`git clone`) and name the folder, or install buildx.",
    )


def _no_engine(failure: Failure) -> EngineError:
    return EngineError(
        f"The container engine did not answer: {failure.message}",
        hint="See whether it runs and whether you may use it: `docker version`. "
        "DOCKER_HOST or `docker context` may name another one.",
    )
