"""The build on a terminal: ended steps scroll by, running ones move at the bottom."""

from __future__ import annotations

import threading
import time
from typing import IO, TYPE_CHECKING

from bisectbuild.builder import BuildEvent, BuildFinished, StepFinished, StepLog
from bisectbuild.console.board import Board, Running
from bisectbuild.console.plain import PlainDisplay
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.trace.follow import Trace
from bisectbuild.tty.paint import Paint
from bisectbuild.tty.text import one_line, seconds

if TYPE_CHECKING:
    from rich.console import Group
    from rich.live import Live

_PATIENCE = 0.3
_REFRESH = 8
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class LiveDisplay(PlainDisplay):
    """A plain display with a moving part, which appears only when something takes a while.

    So a build that is all cached never waits for rich to be imported.
    """

    def __init__(self, stream: IO[str], paint: Paint) -> None:
        super().__init__(stream, paint, logs=False)
        self._lock = threading.RLock()
        self._live: Live | None = None
        self._timer: threading.Timer | None = None
        self._began = time.monotonic()
        self._total = 0
        self._ended: set[int] = set()

    def build_begins(self, trace: Trace, cut: Instruction | None) -> None:
        """Set the moving part going, after a moment."""
        with self._lock:
            super().build_begins(trace, cut)
            self._ended.clear()
            self._total = sum(1 for r in trace.records() if r.instruction.stage is not None)
            self._timer = threading.Timer(_PATIENCE, self._start)
            self._timer.daemon = True
            self._timer.start()

    def build_event(self, event: BuildEvent) -> None:
        """Take in an event; the moving part redraws by itself."""
        with self._lock:
            if isinstance(event, StepFinished):
                self._count(event)
            if isinstance(event, StepLog) and self._board is not None:
                self._follow(self._board, event)
                running = self._board.running.get(event.id)
                if running is not None:
                    running.add(event)
                return
            super().build_event(event)

    def build_ended(self, finished: BuildFinished) -> None:
        """Take the moving part away."""
        self.close()
        super().build_ended(finished)

    def close(self) -> None:
        """Leave the terminal as it was, whatever happened."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            live, self._live = self._live, None
            self._timer = None
        if live is not None:
            live.stop()

    def _count(self, event: StepFinished) -> None:
        running = self._board.running.get(event.id) if self._board else None
        if running is not None and running.instruction is not None:
            self._ended.add(running.instruction.index)

    def _start(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - heavy, and often not needed
        from rich.live import Live  # noqa: PLC0415 - the same

        with self._lock:
            if self._timer is None:
                return
            self._live = Live(
                console=Console(file=self._stream, highlight=False, no_color=not self._paint.on),
                get_renderable=self._region,
                refresh_per_second=_REFRESH,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start()

    def _line(self, text: str) -> None:
        live = self._live
        if live is None:
            super()._line(text)
            return
        from rich.text import Text  # noqa: PLC0415 - loaded already when a live part exists

        live.console.print(Text.from_ansi(text), soft_wrap=True)

    def _region(self) -> Group:
        from rich.console import Group  # noqa: PLC0415 - loaded already
        from rich.text import Text  # noqa: PLC0415 - the same

        with self._lock:
            # NO_COLOR takes away colours only in rich; without paint nothing is bold or dim.
            rows = [
                Text(line, style=style if self._paint.on else "")
                for line, style in self._rows(self._board)
            ]
        return Group(*rows)

    def _rows(self, board: Board | None) -> list[tuple[str, str]]:
        width = self._live.console.width if self._live else 80
        rows: list[tuple[str, str]] = []
        for running in board.running.values() if board else ():
            rows.extend(_running_rows(running, width))
        done = len(self._ended)
        spent = seconds(time.monotonic() - self._began)
        filled = 20 * done // max(self._total, 1)
        bar = "━" * filled + "╌" * (20 - filled)
        rows.append((f"{bar} {done} of {self._total} instructions, {spent}", "dim"))
        return rows


def _running_rows(running: Running, width: int) -> list[tuple[str, str]]:
    spin = _SPINNER[int(time.monotonic() * _REFRESH) % len(_SPINNER)]
    spent = seconds(time.monotonic() - running.began)
    lead = running.title[: len(running.title) - len(running.title.lstrip())]
    title = lead + one_line(f"{running.title} {running.progress}", max(width - 14 - len(lead), 20))
    rows = [(f"{spin} {title}  {spent}", "bold" if running.instruction else "dim")]
    rows.extend(
        (f"       │ {one_line(line, max(width - 10, 20))}", "dim") for line in running.lines
    )
    return rows
