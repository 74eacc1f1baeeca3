"""The port to a builder: what one may ask of it, and the events in which it answers.

An engine turns its own output into these events; nothing here knows an engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


class BuilderKind(StrEnum):
    """The families of builders."""

    BUILDKIT = "buildkit"
    LEGACY = "legacy"
    UNKNOWN = "unknown"


class StepStatus(StrEnum):
    """How a step stands, in the words of the postmortem."""

    CACHED = "cached"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NOT_RUN = "not-run"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """One build: a Dockerfile's bytes, a build context and the user's flags.

    `dockerfile` is built in place of `dockerfile_path`, which still tells where the
    `<Dockerfile>.dockerignore` lies (None: it came from standard input). `context` is a directory
    or, where `context_is_remote`, a URL that only the builder reads. `flags` are `docker build`
    flags as written, one word each (`--build-arg=A=1`), without those that the other fields hold.
    `labels` are put on the image alone, `tag` beside the person's own tags. `load` asks for the
    image in the engine's store. `target_stage` is what TARGETSTAGE is in the person's own build,
    where a cut would change it. `halted` is asked now and then, from any thread: once it says yes
    the build is stopped, and ends as one that failed.
    """

    dockerfile: bytes
    dockerfile_path: Path | None
    context: str
    context_is_remote: bool
    target: str | None
    flags: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    load: bool
    target_stage: str | None = None
    tag: str = ""
    halted: Callable[[], bool] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLabel:
    """What the builder itself says a step is.

    BuildKit `[linux/amd64 build 2/11] RUN x`: `platform`, `stage` ("" in a one-stage file),
    `index` 2, `total` 11, `text` the rest. Legacy `Step 3/9 : RUN x`: `stage` "", 3 and 9.
    `onbuild` marks a trigger of the base image, which stands in no file. `index` is None for
    steps that are no instruction (loading the context, resolving a base, exporting).
    """

    text: str
    stage: str = ""
    index: int | None = None
    total: int | None = None
    platform: str = ""
    onbuild: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted:
    """A step became known to the builder. `inputs` are the ids it stands on, where told.

    Sent once for each id, before anything else is said of that id.
    """

    id: str
    label: StepLabel
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLog:
    """Bytes that a step printed, in order, not cut at line ends. `stream`: 1 stdout, 2 stderr."""

    id: str
    data: bytes
    stream: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """How far a transfer or an unpacking within a step is. Bytes; `total` 0 where unknown."""

    id: str
    what: str
    current: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFinished:
    """A step ended; where that is said again of one step, the last holds.

    BuildKit can call a step cached and then run it. `seconds` is None where no builder says it.

    `error` is the builder's message for a failed or cancelled step. `exit_code` is that of the
    process, where told. `image` is the id of the image after this step, `container` that of the
    container that a failed one left (legacy only).
    """

    id: str
    status: StepStatus
    seconds: float | None = None
    error: str = ""
    exit_code: int | None = None
    image: str = ""
    container: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildWarning:
    """Something the builder warns of. `line` is 0 where it names none."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Lines of the Dockerfile that the builder itself names for its error."""

    line_start: int
    line_end: int


class FailureKind(StrEnum):
    """At which point a build failed: they need different advice.

    `file`: the Dockerfile was refused as a whole. `conversion`: refused before any step ran
    (BuildKit only). `step`: a step failed. `setup`: the context or the request was refused.
    `engine`: the engine cannot be reached or went away. `export`: all steps passed, the result
    could not be written. `cancelled`: interrupted.
    """

    FILE = "file"
    CONVERSION = "conversion"
    STEP = "step"
    SETUP = "setup"
    ENGINE = "engine"
    EXPORT = "export"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a build as a whole failed.

    `message` is the builder's, its known prefixes taken off; `raw` is it as printed. `step` is
    the id of the step to blame, where the builder tells one; `locations` inner cause first.
    """

    kind: FailureKind
    message: str
    raw: str = ""
    step: str = ""
    exit_code: int | None = None
    locations: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildFinished:
    """The last event of each build, exactly once. `image` is its id, where one was made.

    `process_exit_code` is what the builder's own command returned (for legacy: what the docker
    command line would have returned). `output` is what it printed outside any step.
    """

    failure: Failure | None
    image: str = ""
    process_exit_code: int = 0
    output: str = ""


BuildEvent: TypeAlias = (
    StepStarted | StepLog | StepProgress | StepFinished | BuildWarning | BuildFinished
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderInfo:
    """Which builder works, for the banner and the postmortem.

    `why` is one sentence: what made the choice. `version` is "" until it is known.
    """

    kind: BuilderKind
    name: str
    version: str
    why: str


class Builder(Protocol):
    """One builder of one engine.

    `counts` tells how `StepLabel.index` counts: `stage` as BuildKit does (base image, RUN, COPY,
    ADD and WORKDIR of one stage), `file` as the legacy builder does (every instruction).
    `keeps_images` is true where each step leaves an image id (legacy).
    """

    @property
    def info(self) -> BuilderInfo:
        """Which builder this is."""

    @property
    def counts(self) -> Literal["stage", "file"]:
        """How this builder numbers its steps."""

    @property
    def keeps_images(self) -> bool:
        """Whether each step leaves an image that can be entered."""

    def build(self, request: BuildRequest) -> Generator[BuildEvent]:
        """Run one build. Ends in exactly one BuildFinished.

        Closing the iterator early stops the build and leaves no process and no container.
        Raises EngineError where no engine answers, UnreadableError for the build context.
        """


class PassingOn:
    """What a builder that stands before another passes on: what it is; the builds are its own."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder

    @property
    def info(self) -> BuilderInfo:
        """Which builder this is."""
        return self._builder.info

    @property
    def counts(self) -> Literal["stage", "file"]:
        """How it numbers its steps."""
        return self._builder.counts

    @property
    def keeps_images(self) -> bool:
        """Whether each step leaves an image that can be entered."""
        return self._builder.keeps_images
