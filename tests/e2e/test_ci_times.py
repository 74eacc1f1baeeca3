"""`ci --on-failure shell` ends by itself when one of its times is up, as the command failed."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pexpect
import pytest

from tests.support.ci_jobs import Job, job, ssh
from tests.support.matrix import Engine
from tests.support.program import PATIENCE, Program, Run, ended, program
from tests.support.ssh_people import Key, new_key

pytestmark = pytest.mark.engine
# Two seconds are meant; a busy machine may need more.
LATE = 120.0
FAILING = "FROM bisectbuild-test/busybox\nRUN exit 7\n"


@pytest.fixture
def here(engine_builder: Engine, tmp_path: Path) -> Program:
    """Give the program beside the newest engine, with a build that fails."""
    if engine_builder.name != "docker-new":
        pytest.skip("the times depend on no engine's age")
    (tmp_path / "tmp").mkdir()
    there = program(engine_builder, tmp_path, TMPDIR=str(tmp_path / "tmp"))
    there.write("Dockerfile", f"{FAILING}# {tmp_path.name}\n")
    return there


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """Give the key of one who may come in."""
    made = new_key(tmp_path, "ops")
    (tmp_path / "keys").write_text(f"{made.public}\n")
    return made


def come_in(there: Job, key: Key) -> pexpect.spawn[str]:
    """Attach at a terminal."""
    name, *words = ssh(there, key)
    return pexpect.spawn(name, words, encoding="utf-8", timeout=PATIENCE)


def in_time(here: Program, run: Run, began: float, seconds: float, said: str) -> None:
    """Hold a job to its end: as the command fails, not before the time, and not long after it.

    `began` is when the time began to count, or a little later; the recording counts from a little
    before that, and has what people are told in the end.
    """
    assert time.monotonic() - began < seconds + LATE
    recording = here.folder / "bisectbuild-report" / "session.cast"
    events = [json.loads(line) for line in recording.read_text().splitlines()[1:]]
    (at,) = (at for at, _, text in events if said in text)
    assert at >= seconds
    alone = ("docker", "build", ".")
    command = subprocess.run(alone, cwd=here.folder, env=here.env, capture_output=True, check=False)
    assert run.code == command.returncode != 0, run.stderr


def test_the_job_ends_when_nobody_has_come(here: Program, key: Key, tmp_path: Path) -> None:
    """After --connect-timeout."""
    assert key.path.exists()
    with job(here, tmp_path / "keys", "--connect-timeout", "3s") as there:
        began = time.monotonic()
        run = ended(there.child)
        in_time(here, run, began, 3, "Nobody came in time.")

    assert "Nobody came." in run.stderr


def test_the_job_ends_when_nobody_types(here: Program, key: Key, tmp_path: Path) -> None:
    """After --idle-timeout, though someone is there, who is told."""
    with job(here, tmp_path / "keys", "--idle-timeout", "10s") as there:
        shell = come_in(there, key)
        shell.expect_exact("joined")
        began = time.monotonic()
        shell.expect_exact("Nobody typed for too long")
        shell.expect(pexpect.EOF)
        run = ended(there.child)
        in_time(here, run, began, 10, "Nobody typed for too long")

    assert "Nobody typed any more." in run.stderr


def test_the_job_ends_at_its_limit(here: Program, key: Key, tmp_path: Path) -> None:
    """After --shell-limit, though someone types all the time."""
    with job(here, tmp_path / "keys", "--shell-limit", "20s", "--idle-timeout", "10s") as there:
        began = time.monotonic()
        shell = come_in(there, key)
        shell.expect_exact("joined")
        while shell.expect_exact(["The time is up", pexpect.TIMEOUT], timeout=0.2):
            shell.send(" ")
        shell.expect(pexpect.EOF)
        run = ended(there.child)
        in_time(here, run, began, 20, "The time is up")

    assert "The time of the shell was over." in run.stderr
