"""The loop of the prompt, at a played terminal and without one."""

from __future__ import annotations

import errno
import io
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bisectbuild.debugger.app import debug, loop
from bisectbuild.debugger.reader import reader
from bisectbuild.debugger.signals import Gone
from bisectbuild.tty.paint import Paint
from tests.support.fake_workbench import PROPOSAL, Dialogue, FakeWorkbench

ENTER, CTRL_C, CTRL_D, TAB, F11 = "\r", "\x03", "\x04", "\t", "\x1b[23~"


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    """Give a keyboard to a terminal that shows nothing."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


def at_terminal(bench: FakeWorkbench, folder: Path) -> list[str]:
    """Run the loop at the played terminal; give what it printed."""
    person, gone, told = Dialogue(bench), Gone(), list[str]()
    where = {"XDG_STATE_HOME": str(folder)}
    read = reader(bench, person.state, gone, prompt="> ", hide=str, environment=where)
    loop(bench, person.state, gone, read, told.append)
    return told


def test_words_are_done_until_ctrl_d(keyboard: PipeInput, tmp_path: Path) -> None:
    """It leaves on an empty line."""
    bench = FakeWorkbench()
    keyboard.send_text(f"step{ENTER}run ls{ENTER}{CTRL_D}")
    at_terminal(bench, tmp_path)

    assert bench.did == ["go after 1", "run ls"]


def test_ctrl_c_drops_the_line_and_nothing_else(keyboard: PipeInput, tmp_path: Path) -> None:
    """Twice as well."""
    bench = FakeWorkbench()
    keyboard.send_text(f"run bad{CTRL_C}{CTRL_C}run good{ENTER}quit{ENTER}")
    at_terminal(bench, tmp_path)

    assert bench.did == ["run good"]


def test_tab_completes_words_and_paths(keyboard: PipeInput, tmp_path: Path) -> None:
    """The whole word with a blank behind it."""
    bench = FakeWorkbench(known_paths=("/etc/passwd",))
    keyboard.send_text(f"ru{TAB}cat /e{TAB}{ENTER}q{ENTER}")
    at_terminal(bench, tmp_path)

    assert bench.did == ["paths /e", "run cat /etc/passwd"]


def test_a_key_types_its_word(keyboard: PipeInput, tmp_path: Path) -> None:
    """Whatever was begun."""
    bench = FakeWorkbench()
    keyboard.send_text(f"xyz{F11}q{ENTER}")
    at_terminal(bench, tmp_path)

    assert bench.did == ["go after 1"]


def test_ctrl_c_in_a_word_ends_the_word(keyboard: PipeInput, tmp_path: Path) -> None:
    """As often as it comes, each time at another word."""
    bench = FakeWorkbench(meanwhile=lambda: os.kill(os.getpid(), signal.SIGINT))
    keyboard.send_text(f"run one{ENTER}run two{ENTER}step{ENTER}q{ENTER}")
    told = at_terminal(bench, tmp_path)

    assert told[:2] == ["Stopped.", "Stopped."]
    assert bench.did == ["go after 1"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_us_ends_the_debugger(
    number: signal.Signals, keyboard: PipeInput, tmp_path: Path
) -> None:
    """It is passed on, so that the program ends with its own code."""
    bench = FakeWorkbench(meanwhile=lambda: os.kill(os.getpid(), number))
    keyboard.send_text(f"run one{ENTER}run two{ENTER}")

    with pytest.raises(KeyboardInterrupt):
        at_terminal(bench, tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_us_ends_the_wait_for_a_line(
    number: signal.Signals, keyboard: PipeInput, tmp_path: Path
) -> None:
    """Nobody needs to press a key; here it comes while paths are looked up."""
    bench = FakeWorkbench(meanwhile=lambda: os.kill(os.getpid(), number))
    keyboard.send_text(f"run /e{TAB}")

    with pytest.raises(KeyboardInterrupt):
        at_terminal(bench, tmp_path)
    assert bench.did == ["paths /e"]


def test_a_lost_terminal_ends_the_debugger(keyboard: PipeInput, tmp_path: Path) -> None:
    """As a hang-up does, whichever comes first; no other error is taken for one."""

    def fail(number: int) -> None:
        raise OSError(number, "no")

    lost = FakeWorkbench(meanwhile=lambda: fail(errno.EIO))
    full = FakeWorkbench(meanwhile=lambda: fail(errno.ENOSPC))
    keyboard.send_text(f"run x{ENTER}run x{ENTER}")

    with pytest.raises(KeyboardInterrupt):
        at_terminal(lost, tmp_path)
    with pytest.raises(OSError, match="no"):
        at_terminal(full, tmp_path)


def test_the_signals_are_as_before_once_it_ended(keyboard: PipeInput, tmp_path: Path) -> None:
    """Whoever called us handles them again."""
    before = [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    keyboard.send_text(f"quit{ENTER}")
    at_terminal(FakeWorkbench(), tmp_path)

    assert before == [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]


@pytest.fixture
def script(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str, FakeWorkbench], str]:
    """Give what runs the debugger with lines on standard input, and what it then printed."""

    def run(text: str, bench: FakeWorkbench) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        debug(bench, hide=str, paint=Paint(on=False), environment={})
        return capsys.readouterr().out

    return run


def test_without_a_terminal_lines_are_read_plainly(
    script: Callable[[str, FakeWorkbench], str],
) -> None:
    """The place and where to find help come first; what was opened stays for who opened it."""
    bench = FakeWorkbench()
    told = script("step\nrun x", bench)

    assert told.splitlines() == [
        "next: line 1: FROM base AS one",
        "help lists the words, quit leaves.",
        "✓ line 1: FROM base AS one (1.0s)",
        "next: line 2: RUN first",
    ]
    assert bench.did == ["go after 1", "run x"]


def test_a_question_is_answered_by_the_next_line(
    script: Callable[[str, FakeWorkbench], str],
) -> None:
    """No line is no."""
    yes, no, none = (FakeWorkbench(proposal=PROPOSAL) for _ in range(3))
    script("fix\nyes\n", yes)
    script("fix\nquit\n", no)
    script("fix\n", none)

    assert "apply" in yes.did
    assert "apply" not in no.did
    assert "apply" not in none.did
