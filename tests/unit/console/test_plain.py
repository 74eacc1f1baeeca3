"""Tests for bisectbuild.console.plain."""

from __future__ import annotations

import io
import os
import pty
import termios

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildWarning,
    StepFinished,
    StepLabel,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.console.live import LiveDisplay
from bisectbuild.console.plain import PlainDisplay
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.follow import Trace
from bisectbuild.tty.paint import Paint

_TEXT = "FROM base\nRUN one\nRUN two\n"
_ENDED = BuildFinished(failure=None)
_CACHED = StepFinished(id="a", status=StepStatus.CACHED)
_ONE = StepStarted(id="a", label=StepLabel(text="RUN one", index=2, total=3))
_TWO = StepStarted(id="b", label=StepLabel(text="RUN two", index=3, total=3))


def _shown(
    display: PlainDisplay, *events: BuildEvent, cut: bool = False, text: str = _TEXT
) -> None:
    file = parse(text.encode())
    trace = Trace(file, counts="stage", reachable=(0,), log_dir=None)
    display.build_begins(trace, file.instructions[-1] if cut else None)
    for event in events:
        trace.apply(event)
        display.build_event(event)
    display.build_ended(_ENDED)


def _plain(*events: BuildEvent, cut: bool = False) -> str:
    stream = io.StringIO()
    _shown(PlainDisplay(stream, Paint(on=False)), *events, cut=cut)
    return stream.getvalue()


def test_a_cached_step_is_told_at_the_latest_when_the_build_ends() -> None:
    """Nothing comes after the last one."""
    assert _plain(_ONE, _CACHED) == "•    2 RUN one  cached\n"


def test_a_cached_step_is_told_before_the_next_one() -> None:
    """The order stays that of the builder."""
    done = StepFinished(id="b", status=StepStatus.DONE, seconds=1.0)

    assert _plain(_ONE, _CACHED, _TWO, done) == ("•    2 RUN one  cached\n✓    3 RUN two  1.0s\n")


def test_a_step_called_cached_and_then_run_is_told_once_with_its_log() -> None:
    """BuildKit says cached first and then runs it."""
    done = StepFinished(id="a", status=StepStatus.DONE, seconds=1.0)

    assert _plain(_ONE, _CACHED, StepLog(id="a", data=b"hello\n"), done) == (
        "     2 │ hello\n✓    2 RUN one  1.0s\n"
    )


def test_a_step_called_cached_twice_is_told_once() -> None:
    """The second end says nothing new."""
    assert _plain(_ONE, _CACHED, _CACHED) == "•    2 RUN one  cached\n"


def test_a_live_display_tells_a_step_called_cached_and_then_run_once() -> None:
    """Its logs go another way than those of the plain display."""
    stream = io.StringIO()
    done = StepFinished(id="a", status=StepStatus.DONE, seconds=1.0)

    display = LiveDisplay(stream, Paint(on=False))
    _shown(display, _ONE, _CACHED, StepLog(id="a", data=b"hello\n"), done)
    assert stream.getvalue() == "✓    2 RUN one  1.0s\n"


def test_warnings_are_told_of_the_persons_own_build_only() -> None:
    """Those of a cut are the same again, or of our making."""
    warning = BuildWarning(text="old\x1b[2J form")

    assert _plain(warning) == "! old form\n"
    assert "old form" not in _plain(warning, cut=True)


def test_lines_fit_the_terminal() -> None:
    """A terminal that breaks lines hides how far a build is."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 50))
    command = "RUN one " + "x" * 300
    began = StepStarted(id="a", label=StepLabel(text=command, index=2, total=2))
    done = StepFinished(id="a", status=StepStatus.DONE, seconds=1.0)

    with os.fdopen(theirs, "w") as stream:
        _shown(PlainDisplay(stream, Paint(on=False)), began, done, text=f"FROM base\n{command}\n")
        line = os.read(ours, 4096).decode().splitlines()[0]
    os.close(ours)
    assert len(line) <= 50
    assert "…" in line


def _lines(*pieces: bytes) -> list[str]:
    """Give what is shown of a step's own lines, without their lead."""
    done = StepFinished(id="a", status=StepStatus.DONE, seconds=1.0)
    shown = _plain(_ONE, *(StepLog(id="a", data=piece) for piece in pieces), done)
    return [line.partition(" │ ")[2] for line in shown.splitlines()[:-1]]


def test_a_long_line_of_a_log_is_shown_whole() -> None:
    """A compiler's command has more than a thousand letters."""
    command = b"g++ " + b"-Ix " * 300 + b"-o app"

    assert _lines(command + b"\n") == [command.decode()]
    assert _lines(command) == [command.decode()]


def test_a_line_that_comes_in_pieces_is_shown_from_its_beginning_to_its_end() -> None:
    """Where it was cut means nothing."""
    pieces = (b"A" * 300, b"B" * 300, b"C" * 10 + b"\n")

    assert _lines(*pieces) == ["A" * 300 + "B" * 300 + "C" * 10]


def test_an_endless_line_is_cut_with_an_ellipsis() -> None:
    """Its beginning stays, however it comes and whether or not it ends."""
    for end in (b"", b"\n"):
        (line,) = _lines(b"A" * 10_000, b"B" * 100_000, b"C" + end)

        assert line == "A" * 10_000 + "B" * (16 * 1024 - 10_000) + "…"


def test_a_short_line_that_is_erased_at_its_end_is_still_told() -> None:
    """A log has no screen that would be clean again."""
    assert _lines(b"Reading lists\r\x1b[K\n") == ["Reading lists"]


def test_a_progress_bar_that_is_drawn_anew_for_long_shows_its_end() -> None:
    """What was drawn over is no part of the line."""
    bars = [b"\r" + b"%d%% " % n + b"#" * 300 for n in range(101)]

    assert _lines(*bars) == ["100% " + "#" * 300]
    assert _lines(*bars, b"\r\ndone\n") == ["100% " + "#" * 300, "done"]
