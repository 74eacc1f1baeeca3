"""What is running and what has ended, as any display needs it."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from bisectbuild.builder import StepFinished, StepLog, StepProgress, StepStarted, StepStatus
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.redact.text import redact_source
from bisectbuild.trace.follow import Trace
from bisectbuild.tty.paint import Paint, Tone
from bisectbuild.tty.text import one_line, seconds

_TAIL = 4
# In bytes: the most of a line of a log, and of a row that moves.
_LONGEST = 16 * 1024
_ROW = 400
MARKS = {
    StepStatus.CACHED: "•",
    StepStatus.DONE: "✓",
    StepStatus.FAILED: "✗",
    StepStatus.CANCELLED: "-",
    StepStatus.NOT_RUN: " ",
}
_TONES: dict[StepStatus, Tone] = {
    StepStatus.CACHED: "dim",
    StepStatus.DONE: "good",
    StepStatus.FAILED: "bad",
    StepStatus.CANCELLED: "dim",
    StepStatus.NOT_RUN: "dim",
}


@dataclass(slots=True)
class Running:
    """A step that goes on: since when, what it transfers, the end of what it printed."""

    title: str
    instruction: Instruction | None
    began: float = field(default_factory=time.monotonic)
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_TAIL))
    partial: bytes = b""
    progress: str = ""

    def add(self, log: StepLog) -> list[bytes]:
        """Take a piece of log; give the lines it completes, an ellipsis where one is cut."""
        pieces = (self.partial + log.data).split(b"\n")
        # One byte more than is shown, so that it is known later that something was cut.
        self.partial = _drawn(pieces.pop())[: _LONGEST + 1]
        done = [_bounded(piece) for piece in pieces]
        self.lines.extend(line[:_ROW].decode(errors="replace") for line in done[-_TAIL:])
        return done

    def rest(self) -> list[bytes]:
        """Give the last line where it has no end, bounded as the others are."""
        return [_bounded(self.partial)] if self.partial else []


def _drawn(line: bytes) -> bytes:
    """Leave out of an overlong line what was drawn over: a progress bar's end is what counts."""
    if len(line) <= _LONGEST:
        return line
    return line[line.rstrip(b"\r").rfind(b"\r") + 1 :]


def _bounded(line: bytes) -> bytes:
    line = _drawn(line).rstrip(b"\r")
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…".encode()


class Board:
    """The running steps of one build, by step id."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self.running: dict[str, Running] = {}
        self._cached: dict[str, Running] = {}

    def started(self, event: StepStarted) -> Running:
        """Note that a step began, and name it by its line in the Dockerfile."""
        counted = event.label.index is not None
        instruction = self._trace.instruction_of(event.id) if counted else None
        running = Running(title=self._title(event, instruction), instruction=instruction)
        self.running[event.id] = running
        return running

    def ended(self, event: StepFinished) -> Running | None:
        """Note that a step ended; None for one that had ended already."""
        running = self.running.pop(event.id, None)
        if running is not None and event.status is StepStatus.CACHED:
            self._cached[event.id] = running
        return running

    def resume(self, step: str) -> None:
        """Take up again a step that was called cached: BuildKit can say so and then run it."""
        running = self._cached.pop(step, None)
        if running is not None:
            running.began = time.monotonic()
            self.running[step] = running

    def progress(self, event: StepProgress) -> None:
        """Note how far a transfer is."""
        running = self.running.get(event.id)
        if running is not None:
            running.progress = _amount(event)

    def _title(self, event: StepStarted, instruction: Instruction | None) -> str:
        if instruction is None:
            return event.label.text
        trigger = "trigger of the base: " if event.label.onbuild else ""
        text = event.label.text if event.label.onbuild else redact_source(instruction.text, ())
        return f"{instruction.span.start:4d}  {trigger}{text}"


def ended(paint: Paint, title: str, status: StepStatus, took: float | None, width: int) -> str:
    """Give the line of a step that ended: mark, line, instruction, time or `cached`."""
    note = "cached" if status is StepStatus.CACHED else ""
    if status is not StepStatus.CACHED and took is not None:
        note = seconds(took)
    room = max(width - len(note) - 5, 20)
    lead = title[: len(title) - len(title.lstrip())]
    body = lead + one_line(title, room - len(lead))
    tone = _TONES[status]
    line = paint(f"{MARKS[status]} {body}", tone)
    return f"{line}  {paint(note, 'dim')}" if note else line


def _amount(event: StepProgress) -> str:
    if not event.current:
        return event.what
    done = _size(event.current)
    return f"{event.what} {done}/{_size(event.total)}" if event.total else f"{event.what} {done}"


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:  # noqa: PLR2004 - SI, as docker prints sizes
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
