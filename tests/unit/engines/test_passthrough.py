"""A command run as if we were not there: in a process of its own, at pipes and at a terminal."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

SCRIPT = """
import os, sys
from bisectbuild.cli.ci.saying import put
from bisectbuild.engines.passthrough import pass_through
def hear(data, stream):
    return put(stream, data)
passed = pass_through(sys.argv[2:], os.environ, hear)
with open(sys.argv[1], "w") as told:
    told.write(repr((passed.code, passed.stopped, passed.trouble)))
sys.exit(passed.code)
"""


def argv(told: Path, *words: str) -> list[str]:
    """Give the command line of a process that passes a command through."""
    return [sys.executable, "-c", SCRIPT, str(told), *words]


def run(told: Path, *words: str, text: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run it at pipes."""
    return subprocess.run(
        argv(told, *words), input=text.encode(), capture_output=True, timeout=300, check=False
    )


def test_both_streams_and_the_exit_code_are_the_commands_own(tmp_path: Path) -> None:
    """Bytes that are no text too."""
    done = run(tmp_path / "told", "sh", "-c", r"printf 'a\377\r\n'; printf 'b\0' >&2; exit 42")

    assert (done.returncode, done.stdout, done.stderr) == (42, b"a\xff\r\n", b"b\0")


def test_the_command_reads_our_standard_input(tmp_path: Path) -> None:
    """A Dockerfile may come from there."""
    assert run(tmp_path / "told", "cat", text="FROM x\n").stdout == b"FROM x\n"


@pytest.mark.parametrize(("word", "code"), [("/no/such/program", 127), ("/etc/passwd", 126)])
def test_one_that_cannot_be_started_ends_as_in_a_shell(
    word: str, code: int, tmp_path: Path
) -> None:
    """127 for what is not there, 126 for what may not run."""
    assert run(tmp_path / "told", word).returncode == code


def test_one_that_a_signal_ended_has_the_code_a_shell_gives(tmp_path: Path) -> None:
    """128 and the signal's number."""
    assert run(tmp_path / "told", "sh", "-c", "kill -9 $$").returncode == 137


def test_a_process_left_behind_holds_nobody_up(tmp_path: Path) -> None:
    """It may hold the pipes for as long as it likes."""
    done = run(tmp_path / "told", "sh", "-c", "setsid sleep 30 & echo over")

    assert done.stdout == b"over\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_is_passed_on_and_the_commands_answer_counts(
    number: signal.Signals, tmp_path: Path
) -> None:
    """It is told that one came."""
    name = number.name.removeprefix("SIG")
    script = f"trap 'echo heard; exit 9' {name}; echo up; while :; do sleep 0.05; done"
    child = subprocess.Popen(
        argv(tmp_path / "told", "sh", "-c", script),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    assert child.stdout.readline() == "up\n"
    child.send_signal(number)
    rest, _ = child.communicate(timeout=300)

    assert rest == "heard\n"
    assert child.returncode == 9
    assert "(9, True, ''" in (tmp_path / "told").read_text()


def test_at_a_terminal_the_command_has_one_too(tmp_path: Path) -> None:
    """Of the same size, and what it prints is no other than without us."""
    told = tmp_path / "told"
    script = "test -t 1 && test -t 2 && stty size <&1; echo err >&2"
    words = argv(told, "sh", "-c", script)
    child = pexpect.spawn(words[0], words[1:], dimensions=(33, 77), timeout=300, encoding="utf-8")
    child.expect(pexpect.EOF)
    child.close()

    assert child.before == "33 77\r\nerr\r\n"
    assert child.exitstatus == 0


def test_a_large_output_comes_whole(tmp_path: Path) -> None:
    """Megabytes on both streams at once."""
    script = "head -c 3000000 /dev/zero & head -c 3000000 /dev/zero >&2; wait"
    done = run(tmp_path / "told", "sh", "-c", script)

    assert (len(done.stdout), len(done.stderr)) == (3_000_000, 3_000_000)


def test_nothing_of_ours_stays_open_in_the_command(tmp_path: Path) -> None:
    """It has three descriptors, as from a shell."""
    done = run(tmp_path / "told", "sh", "-c", "ls /proc/self/fd | wc -l")

    assert int(done.stdout) <= 4


def test_where_nobody_reads_any_more_the_command_learns_it(tmp_path: Path) -> None:
    """As it would without us: `yes | head -1` ends."""
    line = shlex.join(argv(tmp_path / "told", "yes"))
    done = subprocess.run(
        ("bash", "-c", f"{line} | head -1; exit ${{PIPESTATUS[0]}}"),
        capture_output=True,
        timeout=300,
        check=False,
    )

    assert done.stdout == b"y\n"
    assert done.returncode == 128 + signal.SIGPIPE


def test_a_process_left_behind_that_goes_on_writing_holds_nobody_up(tmp_path: Path) -> None:
    """However slowly its words are read."""
    words = argv(tmp_path / "told", "sh", "-c", "yes & echo $! >&2; exit 3")
    quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(words, stdin=quiet, stdout=pipe, stderr=pipe) as child:
        assert child.stderr
        assert child.stdout
        left = int(child.stderr.readline())
        try:
            while child.poll() is None:
                os.read(child.stdout.fileno(), 4096)
                time.sleep(0.001)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)

    assert child.returncode == 3


def test_a_stream_that_does_not_block_loses_nothing(tmp_path: Path) -> None:
    """Whoever gave it to us may have set it so."""
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    child = subprocess.Popen(
        argv(tmp_path / "told", "head", "-c", "1000000", "/dev/zero"),
        stdin=subprocess.DEVNULL,
        stdout=writes,
    )
    os.close(writes)
    with os.fdopen(reads, "rb") as stream:
        assert len(stream.read()) == 1_000_000
    assert child.wait(300) == 0


def test_a_signal_that_was_to_be_ignored_is_ignored(tmp_path: Path) -> None:
    """As under nohup."""
    script = "echo up; sleep 0.5; echo on"
    child = subprocess.Popen(
        argv(tmp_path / "told", "sh", "-c", script),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),  # noqa: PLW1509 - no threads here
    )
    assert child.stdout
    assert child.stdout.readline() == b"up\n"
    child.send_signal(signal.SIGHUP)

    assert child.communicate(timeout=300)[0] == b"on\n"
    assert child.returncode == 0


def test_a_terminal_that_changes_its_size_changes_the_commands(tmp_path: Path) -> None:
    """While it runs."""
    script = "trap 'stty size <&1; exit' WINCH; echo up; while :; do sleep 0.05; done"
    words = argv(tmp_path / "told", "bash", "-c", script)
    child = pexpect.spawn(words[0], words[1:], dimensions=(30, 90), timeout=300, encoding="utf-8")
    child.expect_exact("up")
    child.setwinsize(40, 120)

    child.expect_exact("40 120")
    child.expect(pexpect.EOF)
    child.close()
