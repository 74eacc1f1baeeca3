"""The legacy builder's stream of JSON messages, read into build events.

Pure: messages in, events out. Message forms of Docker 1.13 to 28.5 (POST /build?version=1).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    FailureKind,
    StepFinished,
    StepLabel,
    StepLog,
    StepProgress,
    StepStarted,
    StepStatus,
)
from bisectbuild.streams.legacy_failure import read_failure
from bisectbuild.streams.outside import Outside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# No file has 100,000 steps, so a longer number is no step's.
_STEP = re.compile(r"Step (\d{1,5})(?:/(\d{1,5}))? : ?(.*)", re.DOTALL)
_ARROW = re.compile(r" ---> ?(.*)", re.DOTALL)
_IMAGE = re.compile(r"(?:sha256:)?[0-9a-f]{12,64}")
_RUNNING = "Running in "
_REMOVED = re.compile(r"(?: ---> Removed|Removing) intermediate container ([0-9a-f]+)\s*\Z")
_TRIGGERS = re.compile(r"# Executing (\d{1,5}) build trigger")
_WARNING = re.compile(r"\[Warning\] (.*)", re.DOTALL)
_BUILT = re.compile(r"Successfully built ([0-9a-f]+)")
# What fits in 64 bits, as all of the daemon's numbers do.
_MOST = 2**63 - 1
_CUT_SHORT = "the builder's output ends before the build does: unexpected EOF"
# The daemon puts every write of a process to its stderr between these two.
RED, RESET = "\x1b[91m", "\x1b[0m"


class _Step:
    """The step under way."""

    def __init__(self, identity: str, label: StepLabel, started: float) -> None:
        self.id = identity
        self.label = label
        self.started = started
        self.cached = False
        self.image = ""

    @property
    def is_last(self) -> bool:
        """Whether the builder counts no step after it."""
        return self.label.index == self.label.total


class StreamReader:
    """Keeps where a build stands, from its first message to its last.

    `clock` gives seconds; without one, as for a saved log, no step has a duration.
    """

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._step: _Step | None = None
        self._count = 0
        self._file_index = 0
        self._file_total: int | None = None
        self._triggers = 0
        self._pending = ""
        self._output = Outside()
        self.running = ""
        self.image = ""
        self.built = False
        self.ended = False

    @property
    def under_way(self) -> str:
        """What the builder shows of the step under way, "" between steps."""
        return self._step.label.text if self._step else ""

    @property
    def has_begun(self) -> bool:
        """Whether the builder has said anything yet."""
        return bool(self._count or self._output or self._pending)

    def message(self, message: Mapping[str, object]) -> Iterator[BuildEvent]:
        """Read one JSON message of the daemon."""
        detail = message.get("errorDetail")
        if isinstance(detail, dict):
            yield from self.fail(str(detail.get("message", "")), code=_number(detail.get("code")))
        elif (error := message.get("error") or message.get("message")) is not None:
            yield from self.fail(str(error))
        elif isinstance(aux := message.get("aux"), dict):
            self.image = str(aux.get("ID", self.image))
        elif "stream" in message:
            yield from self._stream(str(message["stream"]))
        elif "status" in message:
            yield from self._status(message)

    def line(self, line: str) -> Iterator[BuildEvent]:
        """Read one line, without its end, that the builder itself wrote."""
        if step := _STEP.fullmatch(line):
            yield from self._start(step)
        elif arrow := _ARROW.fullmatch(line):
            yield from self._arrow(arrow[1].strip())
        elif triggers := _TRIGGERS.match(line):
            self._triggers = int(triggers[1])
        elif warning := _WARNING.fullmatch(line):
            yield BuildWarning(text=warning[1])
        elif built := _BUILT.fullmatch(line):
            self.built, self.image = True, self.image or built[1]
            yield from self._finish(StepStatus.DONE)
        elif not _REMOVED.fullmatch(line):
            yield from self.log(f"{line}\n")

    def log(self, text: str, stream: int = 1) -> Iterator[BuildEvent]:
        """Pass on what a step printed; what is printed outside any step is kept for the end."""
        if self._step is None:
            self._output.add(text)
        elif text:
            data = text.encode("utf-8", "surrogateescape")
            yield StepLog(id=self._step.id, data=data, stream=stream)

    def raw(self, data: bytes) -> Iterator[BuildEvent]:
        """Pass on bytes that the step under way printed on its standard output."""
        if self._step is None:
            self._output.add(data.decode("utf-8", "surrogateescape"))
        elif data:
            yield StepLog(id=self._step.id, data=data)

    def fail(self, raw: str, *, code: int | None = None) -> Iterator[BuildEvent]:
        """End the build with the error that the daemon or the client told."""
        if self.ended:
            return
        step = self._step
        all_done = self._all_done(raw)
        failure = read_failure(raw, step=step.id if step else "", all_done=all_done, code=code)
        if failure.kind is FailureKind.STEP:
            yield from self._finish(
                StepStatus.FAILED, error=failure.message, exit_code=failure.exit_code
            )
        elif failure.kind is FailureKind.EXPORT:
            yield from self._finish(StepStatus.DONE)
        else:
            yield from self._finish(StepStatus.CANCELLED, error=failure.message)
        self.ended = True
        # docker's own command line exits with the code of the process, 1 for other errors.
        yield BuildFinished(
            failure=failure,
            process_exit_code=failure.exit_code or 1,
            output=self._output.text,
        )

    def end(self) -> Iterator[BuildEvent]:
        """End the build at the end of the stream: well only where the builder said so."""
        if self._pending:
            yield from self.line(self._pending)
        if not self.built:
            yield from self.fail(_CUT_SHORT)
        if self.ended:
            return
        yield from self._finish(StepStatus.DONE)
        self.ended = True
        yield BuildFinished(failure=None, image=self.image, output=self._output.text)

    def is_removal(self, text: str) -> bool:
        """Tell whether the builder says that it took away the container that runs."""
        match = _REMOVED.fullmatch(text)
        return match is not None and match[1] == self.running

    def is_next_step(self, text: str) -> bool:
        """Tell whether a line printed while a container runs can be the builder's next step."""
        match = _STEP.fullmatch(text)
        total = int(match[2]) if match and match[2] else None
        return (
            match is not None
            and int(match[1]) == self._file_index + 1
            and total == self._file_total
        )

    def _stream(self, text: str) -> Iterator[BuildEvent]:
        """Read a piece of text: the builder's in pieces of lines, a process's as it wrote it.

        While a container runs, only the message that names that container ends its output, so
        that no process can pass for the builder.
        """
        if self.running:
            if self.is_removal(text):
                self.running = ""
            elif text.startswith(RED) and text.endswith(RESET):
                yield from self.log(text[len(RED) : -len(RESET)], stream=2)
            else:
                yield from self.log(text)
            return
        *lines, self._pending = (self._pending + text).split("\n")
        for line in lines:
            yield from self.line(line)

    def _status(self, message: Mapping[str, object]) -> Iterator[BuildEvent]:
        """Read the progress of a pull, or of a download by ADD."""
        status, detail = str(message["status"]), message.get("progressDetail")
        if isinstance(detail, dict) and detail.get("current") is not None:
            if self._step is not None:
                yield StepProgress(
                    id=self._step.id,
                    what=f"{status} {message.get('id', '')}".strip(),
                    current=_number(detail.get("current")) or 0,
                    total=_number(detail.get("total")) or 0,
                )
        elif not message.get("id"):
            yield from self.log(f"{status}\n")

    def _start(self, match: re.Match[str]) -> Iterator[BuildEvent]:
        index, total = int(match[1]), int(match[2]) if match[2] else None
        follows = index == self._file_index + 1 and total == (self._file_total or total)
        onbuild = self._triggers > 0 and not follows
        yield from self._finish(StepStatus.DONE)
        if onbuild:
            self._triggers -= 1
        else:
            self._file_index, self._file_total, self._triggers = index, total, 0
        self._count += 1
        label = StepLabel(text=match[3].strip(), index=index, total=total, onbuild=onbuild)
        self._step = _Step(f"step-{self._count:04}", label, self._now())
        yield StepStarted(id=self._step.id, label=label)

    def _arrow(self, text: str) -> Iterator[BuildEvent]:
        """Read what stands after ` ---> `."""
        if text.startswith(_RUNNING):
            self.running = text.removeprefix(_RUNNING).strip()
            if self._step is not None:
                self._step.cached = False  # Of several triggers, one was not in the cache.
        elif warning := _WARNING.fullmatch(text):
            yield BuildWarning(text=warning[1])
        elif self._step is None:
            self._output.add(f" ---> {text}\n")
        elif text == "Using cache":
            self._step.cached = True
        elif _IMAGE.fullmatch(text):
            self._step.image = text

    def _finish(
        self, status: StepStatus, *, error: str = "", exit_code: int | None = None
    ) -> Iterator[BuildEvent]:
        step, self._step = self._step, None
        container, self.running = self.running, ""
        if step is None:
            return
        if status is StepStatus.DONE and step.cached:
            status = StepStatus.CACHED
        yield StepFinished(
            id=step.id,
            status=status,
            seconds=self._now() - step.started if self._clock else None,
            error=error,
            exit_code=exit_code,
            image=step.image,
            container=container if status is StepStatus.FAILED else "",
        )

    def _all_done(self, error: str) -> bool:
        """Tell whether every step had passed when an error came."""
        if self._step is None:
            return self._count > 0
        no_image = error.startswith("No image was generated")  # FROM scratch and nothing more
        return self._step.is_last and (bool(self._step.image) or no_image)

    def _now(self) -> float:
        return self._clock() if self._clock else 0.0


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and abs(value) <= _MOST else None
