"""A person's terminal handed over to a shell in a container, on a real pseudo-terminal."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pexpect
import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.choose import Choice
from bisectbuild.engines.sandbox import DockerSandbox
from tests.support.matrix import Engine
from tests.support.program import PATIENCE, left, runs, wait_until
from tests.support.throwaway import BASE, throwaway
from tests.support.typing import says

pytestmark = pytest.mark.engine
DEBIAN = "bisectbuild-test/debian"
_CHILD = (sys.executable, "-m", "tests.support.terminal_child")
_BASH = ("bash", "--norc", "--noprofile")
_PROMPT = r"bash-[0-9.]+# "


@contextmanager
def terminal(
    engine: Engine, *words: str, image: str = DEBIAN, **env: str
) -> Iterator[tuple[pexpect.spawn[str], str]]:
    """Begin the program at a terminal of 100 by 30; give it and its session."""
    session = f"{os.urandom(4).hex()}-7e577e57-{os.getpid()}"
    child = pexpect.spawn(
        _CHILD[0],
        [*_CHILD[1:], image, session, *words],
        cwd=str(Path(__file__).parents[2]),
        env={**engine.env, "TERM": "xterm", **env},
        dimensions=(30, 100),
        encoding="latin-1",
        timeout=PATIENCE,
    )
    try:
        yield child, session
    finally:
        left(child)
        choice = Choice(kind=BuilderKind.LEGACY, program="docker")
        with closing(DockerSandbox(choice, engine.env)) as sandbox:
            sandbox.remove(session)


@contextmanager
def bash(engine: Engine) -> Iterator[pexpect.spawn[str]]:
    """Begin a bash that stands at its prompt."""
    with terminal(engine, *_BASH) as (child, _):
        child.expect(_PROMPT)
        yield child


def ends(child: pexpect.spawn[str], words: str) -> None:
    """Wait for its last words."""
    child.expect(words)
    child.expect(pexpect.EOF)
    child.wait()


def test_what_is_typed_runs_and_the_exit_code_is_given(engine: Engine) -> None:
    """As at any shell."""
    with bash(engine) as child:
        assert says(child, "echo $((6*7))") == "42"
        child.send("exit 7\r")
        ends(child, "ended with 7")


def test_the_end_of_input_ends_it(engine: Engine) -> None:
    """Ctrl-D, with the code of the last command."""
    with bash(engine) as child:
        child.send("(exit 9)\r\x04")
        ends(child, "ended with 9")


def begin_nap(child: pexpect.spawn[str]) -> str:
    """Have a command begin that no other process is; give how long it sleeps."""
    nap = str(random.randrange(10**5, 10**7))
    child.send(f"sleep {nap}\r")
    wait_until(lambda: runs("sleep", nap), "the command")
    return nap


def test_a_new_size_of_the_window_arrives(engine: Engine) -> None:
    """At once, and the first size from the beginning."""
    with bash(engine) as child:
        assert "30 100" in says(child, "stty size")
        child.setwinsize(40, 77)

        def resized() -> bool:
            return "40 77" in says(child, "stty size")

        wait_until(resized, "the new size")


def test_ctrl_c_stops_what_runs_inside_and_not_us(engine: Engine) -> None:
    """The terminal is raw, so the key reaches the shell."""
    with bash(engine) as child:
        begin_nap(child)
        child.send("\x03")
        child.expect("\\^C")
        assert says(child, "echo $?") == "130"


def test_ctrl_z_suspends_a_job(engine: Engine) -> None:
    """It can be brought back."""
    with bash(engine) as child:
        nap = begin_nap(child)
        child.send("\x1a")
        child.expect("Stopped")
        assert f"sleep {nap}" in says(child, "jobs")


def test_ctrl_p_is_no_detach_key(engine: Engine) -> None:
    """The line before comes back at once, without another key."""
    with bash(engine) as child:
        child.send("echo on''ce\r")
        child.expect_exact("once")
        child.send("\x10")
        child.expect_exact("echo on''ce")
        child.send("\r")
        child.expect_exact("once")
        child.send("\x10\x11a\x15exit 3\r")
        ends(child, "ended with 3")


def test_much_output_arrives_whole(engine: Engine) -> None:
    """Ten megabytes, and no byte more or less."""
    script = "stty raw; head -c 10000000 /dev/zero | tr '\\0' x; printf 'END\\200\\377'"
    with terminal(engine, "sh", "-c", script) as (child, _):
        child.expect_exact("END\x80\xff")
        assert len(str(child.before).strip("\r\n")) == 10_000_000
        ends(child, "ended with 0")


def test_what_was_printed_before_the_person_joins_is_shown(engine: Engine) -> None:
    """More than is held waits in the engine."""
    script = "stty raw; head -c 3000000 /dev/zero | tr '\\0' x; printf END"
    with terminal(engine, "sh", "-c", script, HELD="yes") as (child, _):
        child.expect_exact("joining? ")
        child.send("\r")
        child.expect_exact("END")
        assert len(re.sub("[^x]", "", str(child.before))) == 3_000_000
        ends(child, "ended with 0")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_puts_the_terminal_back_and_leaves_nothing(
    number: signal.Signals, engine: Engine
) -> None:
    """It is the way of a window that is closed."""
    with terminal(engine, *_BASH) as (child, session):
        before = termios.tcgetattr(child.child_fd)
        child.expect(_PROMPT)
        child.kill(number)
        child.expect(pexpect.EOF)
        child.wait()

        assert child.exitstatus == 130
        assert before[3] & termios.ECHO
        show = ("--all", "--quiet", f"--filter=name=bisectbuild-{session}")
        assert engine.docker("ps", *show) == ""


def test_the_terminal_is_sane_afterwards(engine: Engine, tmp_path: Path) -> None:
    """What was set before is set after: a shell around it tells."""
    script = f"stty -a >{tmp_path}/a; {' '.join(_CHILD)} {DEBIAN} {{}} true; stty -a >{tmp_path}/b"
    session = f"{os.urandom(4).hex()}-7e577e57-{os.getpid()}"
    child = pexpect.spawn(
        "sh",
        ["-c", script.format(session)],
        cwd=str(Path(__file__).parents[2]),
        env={**engine.env, "TERM": "xterm"},
        timeout=PATIENCE,
    )
    child.expect(b"ended with 0")
    child.expect(pexpect.EOF)
    child.wait()

    assert (tmp_path / "a").read_text() == (tmp_path / "b").read_text()


def test_an_engine_that_dies_ends_it_with_an_error(engine: Engine) -> None:
    """The program says so, instead of hanging at a dead shell."""
    with throwaway(engine) as (own, daemon):
        child = pexpect.spawn(
            _CHILD[0],
            [*_CHILD[1:], BASE, f"{os.urandom(4).hex()}-7e577e57-{os.getpid()}", "sh"],
            cwd=str(Path(__file__).parents[2]),
            env={**own.env, "TERM": "xterm", "PS1": "> "},
            timeout=PATIENCE,
            encoding="utf-8",
        )
        child.expect("# ")
        daemon.kill()
        ends(child, "engine: .*")

        assert child.exitstatus == 3
