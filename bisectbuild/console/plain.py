"""The build as plain lines, for a log file or a pipe: states and everything that steps print."""

from __future__ import annotations

import os
from typing import IO, assert_never

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    StepFinished,
    StepLog,
    StepProgress,
    StepStarted,
    StepStatus,
)
from bisectbuild.console.board import Board, ended
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.trace.follow import Trace
from bisectbuild.tty.paint import Paint
from bisectbuild.tty.text import visible

_WIDTH = 120


def _width(stream: IO[str]) -> int:
    """Give the terminal's columns, or a log file's usual width."""
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else _WIDTH
    except OSError:
        return _WIDTH


class PlainDisplay:
    """Writes a line when an instruction ends, and a step's own lines behind its line number.

    `logs` false leaves out what steps print.
    """

    def __init__(self, stream: IO[str], paint: Paint, *, logs: bool = True) -> None:
        self._stream = stream
        self._paint = paint
        self._logs = logs
        self._board: Board | None = None
        self._cut = False
        # The end of a cached step, by its id, which waits for whether the step runs after all.
        self._held: tuple[str, str] | None = None

    def build_begins(self, trace: Trace, cut: Instruction | None) -> None:
        """Say which cut is built; the person's own build needs no word."""
        self._board = Board(trace)
        self._cut = cut is not None
        if cut is not None:
            self._line(self._paint(f"  building the layer of line {cut.span.end} …", "dim"))

    def build_event(self, event: BuildEvent) -> None:
        """Write what an event tells."""
        board = self._board
        if board is None:
            return
        self._follow(board, event)
        match event:
            case StepStarted():
                board.started(event)
            case StepLog():
                self._log(board, event)
            case StepProgress():
                board.progress(event)
            case StepFinished():
                self._finished(board, event)
            case BuildWarning():
                self._warn(event)
            case BuildFinished():
                pass
            case _:
                assert_never(event)

    def build_ended(self, finished: BuildFinished) -> None:
        """Write what was held back."""
        del finished
        self._release()
        self._stream.flush()

    def close(self) -> None:
        """Nothing is open that would have to be closed."""

    def _follow(self, board: Board, event: BuildEvent) -> None:
        """Take up a cached step that goes on, or write its end where another thing is told."""
        step = "" if isinstance(event, BuildWarning | BuildFinished) else event.id
        if self._held is not None and self._held[0] != step:
            self._release()
        if isinstance(event, StepFinished) and event.status is StepStatus.CACHED:
            return
        if step and step not in board.running:
            board.resume(step)
            self._held = None

    def _release(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            self._line(held[1])

    def _warn(self, event: BuildWarning) -> None:
        """Write a warning of the person's own build; those of a cut are of our making, or old."""
        if not self._cut:
            self._line(self._paint(f"! {visible(event.text)}", "mark"))

    def _log(self, board: Board, event: StepLog) -> None:
        running = board.running.get(event.id)
        if running is None:
            return
        lines = running.add(event)
        if not self._logs or running.instruction is None:
            return
        self._lines(running.instruction, lines)

    def _lines(self, instruction: Instruction, lines: list[bytes]) -> None:
        lead = self._paint(f"  {instruction.span.start:4d} │ ", "dim")
        self._stream.writelines(
            f"{lead}{visible(line.decode(errors='replace'))}\n" for line in lines
        )

    def _finished(self, board: Board, event: StepFinished) -> None:
        running = board.ended(event)
        if running is None or running.instruction is None:
            return
        if self._logs:
            self._lines(running.instruction, running.rest())
        cached = event.status is StepStatus.CACHED or running.instruction.keyword == "FROM"
        if self._cut and cached:
            return  # A cut is there to be cached; only what it had to build is news.
        width = _width(self._stream)
        line = ended(self._paint, running.title, event.status, event.seconds, width)
        if event.status is StepStatus.CACHED:
            self._held = (event.id, line)
        else:
            self._line(line)

    def _line(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()
