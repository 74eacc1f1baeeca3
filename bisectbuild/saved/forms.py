"""The forms in which a build's output is saved, and how the first line of one is known."""

from __future__ import annotations

import re
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from bisectbuild.builder import BuilderKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.builder import BuildEvent


class Form(StrEnum):
    """What wrote a log, in words for people."""

    PLAIN = "BuildKit's plain progress"
    TTY = "BuildKit's terminal progress"
    RAWJSON = "BuildKit's rawjson progress"
    INSPECTED = "docker buildx history inspect"
    LEGACY = "the legacy builder's text"
    MESSAGES = "the engine's JSON messages"
    PODMAN = "podman or buildah"

    @property
    def kind(self) -> BuilderKind:
        """The family of builders that writes so."""
        if self in {Form.LEGACY, Form.MESSAGES}:
            return BuilderKind.LEGACY
        return BuilderKind.UNKNOWN if self is Form.PODMAN else BuilderKind.BUILDKIT

    @property
    def counts_per_file(self) -> bool:
        """Whether step numbers are those of the file's instructions (see Builder.counts)."""
        return self in {Form.LEGACY, Form.MESSAGES, Form.PODMAN}


class Reader(Protocol):
    """What the reader of each form can do."""

    @property
    def is_over(self) -> bool:
        """Whether the build seems to have ended, so that another may begin."""

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes, cut anywhere, and give the events they complete."""

    def finish(self, exit_code: int) -> Iterator[BuildEvent]:
        """Take the end of the log, and give the one BuildFinished."""


_PLAIN = (
    rb"#\d+ (?:\[|\d+\.\d{1,3}(?: |$)|DONE(?: |$)|CACHED$|CANCELED$|ERROR: |building with |\.\.\.$"
    rb"|sha256:|transferring |extracting |exporting |resolve image |docker-image://|importing )"
)
_LEGACY = (
    rb"Step \d+(?:/\d+)? : [A-Za-z]|Sending build context to Docker daemon"
    rb"| ---> Running in [0-9a-f]{12}|.{0,80}?The command '.*' returned a non-zero code: \d"
)
_MESSAGE = (
    rb"""\[?\s*\{\s*["'](?:stream|errorDetail)["']\s*:|\[?\s*\{\s*["']status["']\s*:\s*["']"""
    rb"""(?:Pulling|Digest:|Status:)|\s+"stream": "(?:Step \d| ---> )"""
)
_MARKS: tuple[tuple[Form, re.Pattern[bytes]], ...] = (
    (Form.RAWJSON, re.compile(rb'\{"(?:vertexes|statuses|logs|warnings)":\[')),
    (Form.MESSAGES, re.compile(_MESSAGE)),
    (Form.PLAIN, re.compile(_PLAIN)),
    (Form.TTY, re.compile(rb"\[\+\] Building \d|\s?=> (?:CACHED |ERROR |CANCELED )?\[")),
    (Form.LEGACY, re.compile(_LEGACY, re.DOTALL)),
    (
        Form.PODMAN,
        re.compile(rb"(?:\[\d+/\d+\] )?STEP \d+(?:/\d+)?: [A-Z]|.{0,40}building at STEP \""),
    ),
    (
        Form.INSPECTED,
        re.compile(rb"Build Steps:\t|\s*\"NumCompletedSteps\":|\{\"Name\":.*\"Ref\":"),
    ),
)
# The end of a log may hold no more than BuildKit's last words; legacy ones are among _LEGACY.
_LAST_WORDS = re.compile(
    rb" > \[.*\] .*:$| *\d+ \| >>> |(?:ERROR|error|Error): .*failed to (?:solve|build)"
    rb"|(?:target \S+: )?failed to solve|.{0,60}dockerfile parse error|(?:COPY|ADD) failed: "
    rb"|pull access denied for ",
    re.IGNORECASE,
)
_LAST_LEGACY = re.compile(rb"(?:COPY|ADD) failed: |pull access denied for |Error response from")


def form_of(line: bytes) -> Form | None:
    """Give the form of which a line is surely one, decorations taken off."""
    return next((form for form, pattern in _MARKS if pattern.match(line)), None)


def form_of_last_words(line: bytes) -> Form | None:
    """Give the form of which a line may be among the last ones."""
    if not _LAST_WORDS.match(line):
        return None
    return Form.LEGACY if _LAST_LEGACY.match(line) else Form.PLAIN


_READERS: dict[Form, str] = {
    Form.PLAIN: "bisectbuild.streams.plain:PlainReader",
    Form.TTY: "bisectbuild.streams.tty:TtyReader",
    Form.RAWJSON: "bisectbuild.streams.rawjson:RawJsonReader",
    Form.INSPECTED: "bisectbuild.streams.inspected:InspectedReader",
    Form.LEGACY: "bisectbuild.streams.legacy_log:LegacyLogReader",
    Form.MESSAGES: "bisectbuild.streams.messages:MessagesReader",
    Form.PODMAN: "bisectbuild.streams.podman:PodmanReader",
}


def reader_of(form: Form) -> Reader:
    """Make the reader of a form; only the one that is needed is imported."""
    module, _, name = _READERS[form].partition(":")
    made: Reader = getattr(import_module(module), name)()
    return made
