"""Tests for bisectbuild.console.live."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bisectbuild.builder import StepLabel, StepStarted
from bisectbuild.console.live import LiveDisplay
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.follow import Trace
from bisectbuild.tty.paint import Paint


@pytest.mark.parametrize("on", [True, False])
def test_the_moving_part_has_styles_only_with_paint(*, on: bool) -> None:
    """NO_COLOR takes away bold and dim as well."""
    trace = Trace(parse(b"FROM base\nRUN one\n"), counts="stage", reachable=(0,), log_dir=None)
    event = StepStarted(id="a", label=StepLabel(text="RUN one", index=2, total=2))
    display = LiveDisplay(io.StringIO(), Paint(on=on))
    display.build_begins(trace, None)
    trace.apply(event)
    display.build_event(event)

    shown = io.StringIO()
    Console(file=shown, force_terminal=True, color_system="standard").print(display._region())  # noqa: SLF001 - what rich is given
    display.close()
    assert "RUN one" in shown.getvalue()
    assert ("\x1b[" in shown.getvalue()) is on
