"""Ctrl-C, kill, a daemon that goes away, a full disk: at every phase, on the real program."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from bisectbuild import session
from bisectbuild.errors import ExitCode
from tests.support.matrix import Engine
from tests.support.program import (
    PATIENCE,
    Program,
    ended,
    left_by,
    program,
    runs,
    wait_until,
)

BASE = "FROM bisectbuild-test/busybox\n"
pytestmark = pytest.mark.engine


@pytest.fixture
def nap() -> str:
    """Give a number of seconds that no other process on this machine sleeps."""
    return str(random.randrange(10**5, 10**7))


def asleep(nap: str) -> bool:
    """Tell whether a step, or a process in a container, sleeps so long."""
    return runs("sleep", nap)


def minds(child: subprocess.Popen[str]) -> bool:
    """Tell whether it has begun to mind signals, or has ended."""
    try:
        status = Path(f"/proc/{child.pid}/status").read_text()
    except OSError:
        return True
    caught = re.search(r"^SigCgt:\s*(\w+)", status, re.MULTILINE)
    return caught is None or bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def images(engine: Engine) -> set[str]:
    """Give the tagged images of people; those of sessions are asked of `left_by`."""
    shown = engine.docker("images", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}")
    others = ("<none>", f"{session.IMAGES}:")
    return {line for line in shown.splitlines() if not line.startswith(others)}


def test_a_stop_while_an_image_is_asked_leaves_nothing(
    engine_builder: Engine, tmp_path: Path, nap: str
) -> None:
    """A program of the image that never ends holds nobody up."""
    here = program(engine_builder, tmp_path)
    napping = f"printf '#!/bin/sh\\nexec sleep {nap}\\n' > /usr/bin/df && chmod 755 /usr/bin/df"
    here.write(
        "Dockerfile",
        f"FROM bisectbuild-test/debian\nRUN rm -f /usr/bin/df /bin/df && {napping}\n"
        "RUN envsubst --version\n",
    )
    child = here.begin("debug", "--no-shell")
    wait_until(lambda: asleep(nap), "the question")

    child.send_signal(signal.SIGINT)
    run = ended(child)

    assert run.code == ExitCode.INTERRUPTED
    wait_until(lambda: not asleep(nap), "the end of the question")
    assert left_by(engine_builder, run.pid) == ()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
def test_a_stop_during_the_build_stops_the_step_too(
    engine_builder: Engine, tmp_path: Path, nap: str, stop: signal.Signals
) -> None:
    """Exit code 130; the step's process is gone, the cache and the images are as before."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN echo {nap} > /number\nRUN sleep {nap}\n")
    before = images(engine_builder)
    child = here.begin("debug", "--no-shell", "--tag=bisectbuild-test/never")
    wait_until(lambda: asleep(nap), "the step")

    child.send_signal(stop)
    run = ended(child)

    assert run.code == ExitCode.INTERRUPTED
    assert run.stderr.endswith("bisectbuild: interrupted; everything it made was removed.\n")
    wait_until(lambda: not asleep(nap), "the end of the step")
    assert left_by(engine_builder, run.pid) == ()
    assert images(engine_builder) == before
    assert cached(here, "RUN echo")


def cached(here: Program, text: str) -> bool:
    """Tell whether a build up to line 2 finds that line in the cache."""
    cut = "".join(here.folder.joinpath("Dockerfile").read_text().splitlines(keepends=True)[:2])
    here.write("Cut", cut)
    run = here.run("debug", "Cut", "--no-shell")
    assert run.code == ExitCode.HEALTHY, run.stderr
    return any(text in line and line.endswith("cached") for line in run.stderr.splitlines())


def test_ctrl_c_during_a_cut_stops_the_step_too(engine: Engine, tmp_path: Path, nap: str) -> None:
    """BuildKit alone builds cuts: the COPY fails first, then the cut runs what came before."""
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    here.write("Dockerfile", f"{BASE}RUN sleep {nap}\nCOPY missing /\n")
    child = here.begin("debug", "--no-shell")
    told = ""
    assert child.stderr is not None
    while "building the layer of line 2" not in told:
        told = child.stderr.readline()
        assert told, "the cut was never begun"
    wait_until(lambda: asleep(nap), "the step of the cut")

    child.send_signal(signal.SIGINT)
    run = ended(child)

    assert run.code == ExitCode.INTERRUPTED
    wait_until(lambda: not asleep(nap), "the end of the step")
    assert left_by(engine, run.pid) == ()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGHUP], ids=lambda stop: stop.name)
def test_a_stop_during_exec_removes_its_container(
    engine_builder: Engine, tmp_path: Path, nap: str, stop: signal.Signals
) -> None:
    """Exit code 130, and neither the process nor the container nor the image stays."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN true\nRUN exit 9\n")
    child = here.begin("debug", "--exec", f"sleep {nap}")
    wait_until(lambda: asleep(nap), "the command")
    assert left_by(engine_builder, child.pid)

    child.send_signal(stop)
    run = ended(child)

    assert run.code == ExitCode.INTERRUPTED
    wait_until(lambda: not asleep(nap), "the end of the command")
    assert left_by(engine_builder, run.pid) == ()


def test_ctrl_c_in_the_shell_is_for_the_shell(
    engine_builder: Engine, tmp_path: Path, nap: str
) -> None:
    """It stops what runs in the shell; the shell goes on, and SIGTERM from outside ends all."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN true\nRUN exit 9\n")
    shell = here.terminal("debug")
    shell.expect("Leave with exit")
    shell.expect("[#$] ")
    shell.sendline(f"sleep {nap}; echo go''ing-on")
    # Between two commands ash may miss the signal, and then waits for the second.
    wait_until(lambda: asleep(nap), "the command")

    shell.sendintr()
    shell.sendline("echo still-he''re")
    shell.expect("still-here")

    assert left_by(engine_builder, shell.pid)
    shell.kill(signal.SIGTERM)
    shell.expect("interrupted")
    shell.wait()
    assert shell.exitstatus == ExitCode.INTERRUPTED
    assert left_by(engine_builder, shell.pid) == ()


def test_a_second_ctrl_c_ends_at_once_and_the_step_still_stops(
    engine_builder: Engine, tmp_path: Path, nap: str
) -> None:
    """Exit code 130; nothing is awaited, yet the builder is told."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN trap '' INT TERM; sleep {nap}\n")
    child = here.begin("debug", "--no-shell")
    wait_until(lambda: asleep(nap), "the step")

    child.send_signal(signal.SIGINT)
    time.sleep(1)  # One that follows at once is the same.
    child.send_signal(signal.SIGINT)
    run = ended(child)

    assert run.code == ExitCode.INTERRUPTED
    wait_until(lambda: not asleep(nap), "the end of the step")


@pytest.mark.parametrize("by", ["clean", "next run"])
def test_what_a_killed_run_left_is_removed_by(
    by: str, engine_builder: Engine, tmp_path: Path, nap: str
) -> None:
    """`clean` and the next run that cleans up remove it; a person's own things stay."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN true\nRUN exit 9\n")
    child = here.begin("debug", "--exec", f"sleep {nap}")
    wait_until(lambda: asleep(nap), "the command")
    child.kill()
    child.wait(PATIENCE)
    ended(child)
    assert left_by(engine_builder, child.pid)
    before = images(engine_builder)
    other = engine_builder.docker("create", "bisectbuild-test/busybox", "true").strip()

    if by == "clean":
        assert f"-{child.pid})" in here.run("clean", "--dry-run").stdout
        assert left_by(engine_builder, child.pid)
        assert here.run("clean").code == ExitCode.HEALTHY
    else:
        assert here.run("debug", "--exec", "true").code == ExitCode.BROKEN

    wait_until(lambda: not asleep(nap), "the end of the command")
    assert left_by(engine_builder, child.pid) == ()
    assert images(engine_builder) == before
    assert engine_builder.docker("rm", other).strip() == other


def test_clean_leaves_a_shell_that_is_still_open(
    engine_builder: Engine, tmp_path: Path, nap: str
) -> None:
    """What a session in use has made is named and kept."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN true\nRUN exit 9\n")
    child = here.begin("debug", "--exec", f"sleep {nap}")
    wait_until(lambda: asleep(nap), "the command")

    run = here.run("clean")

    assert f"-{child.pid})" in run.stdout
    assert "in use, kept" in run.stdout
    assert asleep(nap)
    assert left_by(engine_builder, child.pid)
    child.send_signal(signal.SIGINT)
    assert ended(child).code == ExitCode.INTERRUPTED
    assert "removed" not in "".join(
        line for line in run.stdout.splitlines() if f"-{child.pid})" in line
    )


def test_ctrl_c_at_the_live_display_leaves_the_terminal_as_it_was(
    engine_builder: Engine, tmp_path: Path, nap: str
) -> None:
    """At a terminal Ctrl-C is a key; the cursor is shown again and the message stands last."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN sleep {nap}\n")
    screen = here.terminal("debug")
    wait_until(lambda: asleep(nap), "the step")

    screen.sendintr()
    screen.expect("interrupted; everything it made was removed")
    told = (screen.before or "") + (screen.after if isinstance(screen.after, str) else "")
    screen.wait()

    assert screen.exitstatus == ExitCode.INTERRUPTED
    assert "Traceback" not in told
    assert told.rfind("\x1b[?25h") >= told.rfind("\x1b[?25l")
    wait_until(lambda: not asleep(nap), "the end of the step")


def test_ctrl_c_at_any_moment_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    """Whenever it comes, the code is 130 or that of the finished work, and nothing stays."""
    here = program(engine, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN true\nRUN exit 9\n")
    for moment in range(6):
        child = here.begin("debug", "--exec", "true")
        wait_until(partial(minds, child), "the program's own start")
        try:
            child.wait(moment * 0.12)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGINT)
        run = ended(child)

        assert run.code in {ExitCode.INTERRUPTED, ExitCode.BROKEN}
        assert "Traceback" not in run.stderr
        assert left_by(engine, run.pid) == ()
