"""What BuildKit draws on a terminal, as people paste and record it, read into events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bisectbuild.streams.buildkit_lines import LineCutter
from bisectbuild.streams.buildkit_steps import StepBook
from bisectbuild.streams.buildkit_tail import read_tail
from bisectbuild.streams.errortext import command_of, strip_prefixes
from bisectbuild.streams.summary import Summary, read_summaries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.builder import BuildEvent

# ttyDisplay.print in util/progress/progressui/display.go of BuildKit, v0.8 to v0.32.
_STEP = re.compile(
    r" ?=> (?P<state>CACHED |ERROR |CANCELED )?(?P<name>(?!=> |# ).*?)"
    r"(?: +(?P<seconds>\d{1,9}\.\d)s?)?"
)
_LOG = re.compile(r" ?=> => # ?(?P<text>.*)")
_HEADER = re.compile(r"\[\+\] Building \d+\.\d+s \(\d+/\d+\)")
_ENDS = re.compile(r"^-{6}$|^ERROR: |failed to solve")
_PART = re.compile(r" ?=> => ")
_DOTS = re.compile(r"(?:\.{2,}|…)$")
_PIECE = 64 * 1024
_MOST_STEPS = 5000
_MOST_LINES = 200
_LONGEST_NAME = 4096
_NOISE = re.compile(r"[^A-Za-z0-9]+")
_CANCELLED = "context canceled"


@dataclass(slots=True)
class _Step:
    """What the last frame that showed a step says of it."""

    state: str = ""
    seconds: float | None = None
    lines: list[str] = field(default_factory=list)


class TtyReader:
    """Keeps the last frame: each one draws all steps again, so nothing is told before the end.

    Names are cut at the terminal's width; the summary of a failed step has its whole name.
    """

    def __init__(self) -> None:
        self._lines = LineCutter(limit=_PIECE)
        self._book = StepBook()
        self._steps: dict[str, _Step] = {}
        self._speaks: _Step | None = None
        self._over = False

    @property
    def is_over(self) -> bool:
        """Whether the last frame says so, or an error was told after it."""
        return self._over

    def feed(self, data: bytes) -> Iterator[BuildEvent]:
        """Take more bytes, cut anywhere; gives nothing yet."""
        for piece, _, _ in self._lines.cut(data):
            self._line(piece.decode("utf-8", "replace").rstrip())
        return iter(())

    def finish(self, exit_code: int) -> Iterator[BuildEvent]:
        """Take the end of the stream; give all events, and the one BuildFinished."""
        for piece, _, _ in self._lines.rest():
            self._line(piece.decode("utf-8", "replace").rstrip())
        tail = self._book.tail.text
        message = strip_prefixes(read_tail(tail).message)
        summaries = read_summaries(tail)
        failed = [name for name, step in self._steps.items() if step.state == "ERROR"]
        blamed = _to_blame(failed, message)
        for name, step in self._steps.items():
            summary = _summary_of(name, summaries) if step.state == "ERROR" else None
            yield from self._book.start(name, summary.name if summary else name)
            lines = summary.lines if summary else step.lines
            if lines:
                yield from self._book.log(name, "".join(f"{line}\n" for line in lines).encode())
            error = {"CANCELED": _CANCELLED, "ERROR": "the builder marks it ERROR"}.get(step.state)
            yield from self._book.finish(
                name,
                cached=step.state == "CACHED",
                seconds=step.seconds,
                error=message or error or "" if name == blamed else error or "",
            )
        yield self._book.close(exit_code)

    def _line(self, line: str) -> None:
        if _HEADER.match(line):
            self._over = self._over or "FINISHED" in line
            return
        if log := _LOG.fullmatch(line):
            if self._speaks is not None:
                self._speaks.lines = [*self._speaks.lines, log["text"]][-_MOST_LINES:]
        elif _PART.match(line):
            return
        elif step := _STEP.fullmatch(line):
            self._step(step)
        else:
            self._over = self._over or _ENDS.search(line) is not None
            self._book.outside(line + "\n")

    def _step(self, match: re.Match[str]) -> None:
        name = match["name"].rstrip()[:_LONGEST_NAME]
        if name not in self._steps and len(self._steps) >= _MOST_STEPS:
            return
        step = self._speaks = self._steps.setdefault(name, _Step())
        step.state = (match["state"] or "").strip()
        step.seconds = float(match["seconds"]) if match["seconds"] else step.seconds
        step.lines = []


def _summary_of(name: str, summaries: tuple[Summary, ...]) -> Summary | None:
    start = _DOTS.sub("", name).rstrip()
    return next((found for found in summaries if found.name.startswith(start)), None)


def _to_blame(failed: list[str], message: str) -> str:
    """Find the failed step that the last message is about; the last one where none fits."""
    command = _bare(command_of(message) or message)
    for name in failed:
        _, _, shown = name.partition("] ")
        _, _, written = _DOTS.sub("", shown).partition(" ")
        if written and _bare(written) in command:
            return name
    return failed[-1] if failed else ""


def _bare(text: str) -> str:
    return _NOISE.sub("", text)
