"""The record of a search, and its JSON: schema version 1 of the contract.

Lines are 1-based and inclusive, times in seconds. A `stage` is the stage's name, or its number
where it has none, or "" before the first FROM.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from bisectbuild.errors import FileFormatError

SCHEMA_VERSION = 1


class Status(StrEnum):
    """How a build is, in one word."""

    HEALTHY = "healthy"
    BROKEN = "broken"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Which bisectbuild wrote this."""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderPart:
    """Which builder worked and why that one. `kind` is buildkit, legacy, podman or unknown."""

    kind: str
    version: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerfilePart:
    """The file as it was; bytes that are not UTF-8 are replaced in `text`, not in `sha256`."""

    path: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextPart:
    """The build context."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instruction and how it stands. `trigger` holds an ONBUILD trigger's text.

    `began` is when it began, in seconds after the first step did; `size` the bytes of its layer.
    """

    stage: str
    index: int
    keyword: str
    source: str
    line_start: int
    line_end: int
    status: str
    seconds: float | None
    image: str
    trigger: str = ""
    began: float | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A sub-command inside a RUN and its physical line.

    `by` tells what named it: `trace` (the shell's own) or `log`; `confidence` is 0 to 1.
    """

    text: str
    line: int
    confidence: float = 1.0
    by: str = "trace"


@dataclass(frozen=True, slots=True, kw_only=True)
class CulpritPart:
    """The instruction to blame. `exit_code` is the process's, None where none ran."""

    stage: str
    index: int
    keyword: str
    source: str
    line_start: int
    line_end: int
    exit_code: int | None
    message: str
    command: Command | None
    trigger: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGoodPart:
    """The last layer that was built before the culprit, and the target that gives it."""

    stage: str
    index: int
    line_end: int
    target: str
    image: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A line that speaks for a finding; `line` is its 1-based number in the step's log."""

    text: str
    line: int


class FindingPart(msgspec.Struct, frozen=True, kw_only=True, rename={"try_": "try"}):
    """One explanation of the failure. A struct, since `try` is a word of Python.

    `cause` is one sentence that names the object; `fault` tells where the change belongs:
    dockerfile, context, project, world or machine.
    """

    code: str
    category: str
    severity: str
    confidence: float
    title: str
    because: tuple[Evidence, ...]
    advice: str
    try_: tuple[str, ...]
    cause: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPart:
    """The failing step's log: whole in `file`, its end in `tail`.

    `truncated` tells that the builder itself left out lines. `kept` are the lines that a report
    can show: all of a short log; of a long one its beginning, its end and telling lines between.
    """

    lines: int
    bytes: int
    truncated: bool
    tail: tuple[str, ...]
    file: str
    kept: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePart:
    """A path that the failing step changed: `kind` is added, changed or deleted; size in bytes."""

    kind: str
    path: str
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbePart:
    """One test of one point: a build of a cut, or a question to a layer.

    `index` and `line_end` are 0 where the point is no instruction. `verdict` is good, bad, skip,
    or stop where the test asked to end the search. `key` and `title` name the point; `reason`
    says in words why it answered so, where the exit code does not; `output` is the end of what
    the test printed.
    """

    index: int
    line_end: int
    verdict: str
    seconds: float
    exit_code: int | None
    key: str = ""
    title: str = ""
    reason: str = ""
    timed_out: bool = False
    output: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPart:
    """One point of the axis that was searched; `verdict` is "" where it was not tested.

    `line` is the first line of its instruction, 0 where it is none.
    """

    key: str
    title: str
    verdict: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPart:
    """A point at which the verdict changes, from `before` to `after`."""

    key: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlakyPart:
    """A point that answered both ways: good in `passed` of `runs`, with a 95 % interval."""

    key: str
    title: str
    passed: int
    runs: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPart:
    """What was asked and what answered; `remaining` counts the points left to test.

    `axis` is what was searched along: instruction, base, arg, commit, context or run; `axis_points`
    are its points in order. `way` says how they were tested. `result` is found, bad-from-start,
    never-bad, undecided, stopped, doubtful or changes, "" for the search of a failing build;
    `sentence` says it for people. `candidates` are the titles that cannot be decided between,
    `changes` what `--all` found, `confidence` that of the likeliest point (0 to 1) where it was
    not enough. `terms` are the person's words for good and bad; `log` can be replayed.
    """

    question: str
    probes: tuple[ProbePart, ...]
    remaining: int
    axis: str = "instruction"
    axis_points: tuple[PointPart, ...] = ()
    way: str = ""
    result: str = ""
    sentence: str = ""
    candidates: tuple[str, ...] = ()
    changes: tuple[TurnPart, ...] = ()
    confidence: float | None = None
    flaky: tuple[FlakyPart, ...] = ()
    terms: tuple[str, str] = ("good", "bad")
    log: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmortem:
    """Everything worth knowing of one search."""

    schema_version: int
    tool: Tool
    status: Status
    builder: BuilderPart
    dockerfile: DockerfilePart
    context: ContextPart
    target: str
    platform: str
    build_args: dict[str, str]
    steps: tuple[Step, ...]
    culprit: CulpritPart | None
    last_good: LastGoodPart | None
    findings: tuple[FindingPart, ...]
    log: LogPart
    search: SearchPart | None
    transcript: tuple[str, ...]
    reproduce: str
    environment: dict[str, str]
    started: str
    seconds: float
    warnings: tuple[str, ...] = ()
    message: str = ""
    changes: tuple[ChangePart, ...] = ()


def to_json(postmortem: Postmortem) -> bytes:
    """Write the record as JSON, indented, with a line feed at the end."""
    return msgspec.json.format(msgspec.json.encode(postmortem), indent=2) + b"\n"


def from_json(data: bytes) -> Postmortem:
    """Read a record back. Raises FileFormatError with the place of the mistake."""
    try:
        found = msgspec.json.decode(data, type=Postmortem)
    except msgspec.MsgspecError as error:
        raise FileFormatError(
            f"This is no postmortem of bisectbuild: {error}",
            hint="Give a file that `bisectbuild debug --report FILE.json` wrote.",
        ) from error
    if found.schema_version != SCHEMA_VERSION:
        raise FileFormatError(
            f"This postmortem has schema version {found.schema_version}; "
            f"this bisectbuild reads version {SCHEMA_VERSION}.",
            hint="Read it with a newer bisectbuild.",
        )
    return found


def schema() -> bytes:
    """Give the JSON Schema of the record."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Postmortem)), indent=2)
