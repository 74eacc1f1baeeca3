"""The rows of the table, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.rows import (
    bisecting,
    bundling,
    by_hand,
    flood,
    healthy,
    in_ci,
    prompt,
    reading,
    saved_log,
    startup,
    step_end,
    steps,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.line import Line

ROWS: dict[str, Callable[[], Iterator[Line]]] = {
    "steps": steps.lines,
    "prompt": prompt.lines,
    "step-end": step_end.lines,
    "by-hand": by_hand.lines,
    "bisecting": bisecting.lines,
    "healthy": healthy.lines,
    "in-ci": in_ci.lines,
    "bundling": bundling.lines,
    "startup": startup.lines,
    "reading": reading.lines,
    "flood": flood.lines,
    "saved-log": saved_log.lines,
}
