"""`ci --on-failure shell`: people with a listed key come into the failing step over SSH."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pexpect
import pytest

from tests.support.ci_jobs import come_in, job, recorded, ssh
from tests.support.matrix import Engine
from tests.support.program import PATIENCE, Program, ended, program
from tests.support.ssh_people import new_key
from tests.support.typing import LEAVE, says

pytestmark = pytest.mark.engine
BUILD = ("docker", "build", "--build-arg=WHO=me", ".")
LOOK = "pwd; id -u; id -g; echo $WHO; umask"
# What a shell itself sets, and a container has of its own.
ENV = "env | grep -v -e ^_= -e ^TERM= -e ^HOSTNAME= -e ^SHLVL= -e ^OLDPWD= | sort"
FAILING = f"""FROM bisectbuild-test/busybox
ARG WHO=nobody
ENV LANG=C.UTF-8
WORKDIR /srv/app
USER 1234:77
RUN {LOOK}; echo "[env]"; {ENV}; echo "[end]"; test -e /tmp/mended
"""


@pytest.fixture
def here(engine_builder: Engine, tmp_path: Path) -> Program:
    """Give the program beside an engine, with a build that fails."""
    (tmp_path / "tmp").mkdir()
    there = program(engine_builder, tmp_path, TMPDIR=str(tmp_path / "tmp"))
    there.write("Dockerfile", f"{FAILING}# {tmp_path.name}\n")
    return there


def test_a_person_mends_the_step_and_has_the_job_go_on(here: Program, tmp_path: Path) -> None:
    """The shell is the failing step's own: directory, user, variables; then exit code 0."""
    key = new_key(tmp_path, "ops")
    (tmp_path / "keys").write_text(f"{key.public}\n")
    with job(here, tmp_path / "keys", build=BUILD) as there:
        shell = come_in(ssh(there, key))
        if here.env["DOCKER_BUILDKIT"] == "1":  # The legacy builder prints it to the other stream.
            lines = [re.sub(r"^#\d+ [\d.]+ ", "", line).rstrip("\n") for line in there.log]
            step = lines[lines.index("[env]") + 1 : lines.index("[end]")]
            assert says(shell, ENV).split("\n") == step
        assert says(shell, LOOK).split() == ["/srv/app", "1234", "77", "me", "0022"]
        assert says(shell, "rerun > /dev/null; echo code $?").endswith("code 1")
        assert says(shell, "touch /tmp/mended; rerun > /dev/null; echo code $?").endswith("code 0")
        shell.sendline("exit")
        shell.expect_exact("(bisectbuild)")
        shell.sendline("resume job")
        shell.expect(pexpect.EOF)
        run = ended(there.child)

    assert run.code == 0
    assert "had the job go on" in run.stderr
    told = json.loads((here.folder / "bisectbuild-report" / "postmortem.json").read_bytes())
    assert told["culprit"]["line_start"] == 6
    recording = here.folder / "bisectbuild-report" / "session.cast"
    assert "touch /tmp/mended" in recorded(recording)


def test_the_job_fails_with_the_commands_code_where_a_person_says_so(
    here: Program, tmp_path: Path
) -> None:
    """Also by a word over ssh alone."""
    key = new_key(tmp_path, "ops")
    (tmp_path / "keys").write_text(f"{key.public}\n")
    with job(here, tmp_path / "keys") as there:
        subprocess.run(ssh(there, key, "fail", "job"), timeout=PATIENCE, check=True)
        run = ended(there.child)

    assert run.code == 1
    assert "had the job fail" in run.stderr


def test_why_it_failed_is_told_before_anybody_comes(here: Program, tmp_path: Path) -> None:
    """A job that is killed while it waits has told it; its report lies outside the context."""
    key = new_key(tmp_path, "ops")
    (tmp_path / "keys").write_text(f"{key.public}\n")
    with job(here, tmp_path / "keys") as there:
        told = "".join(there.log)
        found = re.search(r"Its report is in (.+) until the shell is left", told)
        assert found
        report = json.loads((Path(found[1]) / "postmortem.json").read_bytes())
        assert not (here.folder / "bisectbuild-report").exists()
        subprocess.run(ssh(there, key, "fail", "job"), timeout=PATIENCE, check=True)
        ended(there.child)

    assert "Dockerfile:6" in told
    assert report["culprit"]["line_start"] == 6
    assert not Path(found[1]).exists()
    assert (here.folder / "bisectbuild-report" / "postmortem.json").exists()


def test_where_nobody_comes_the_job_fails_as_the_command_did(here: Program, tmp_path: Path) -> None:
    """Nobody with another key is let in."""
    listed, other = new_key(tmp_path, "ops"), new_key(tmp_path, "other")
    (tmp_path / "keys").write_text(f"{listed.public}\n")
    with job(here, tmp_path / "keys", "--connect-timeout", "6s") as there:
        refused = subprocess.run(
            ssh(there, other, "resume", "job"), capture_output=True, timeout=PATIENCE, check=False
        )
        run = ended(there.child)

    assert refused.returncode == 255
    assert run.code == 1
    assert "Nobody came" in run.stderr


def test_without_keys_nothing_opens(here: Program) -> None:
    """The job ends as it would have."""
    run = here.run("ci", "--on-failure", "shell", "--", "docker", "build", ".")

    assert run.code == 1
    assert "No shell opens" in run.stderr
    assert "--authorized-keys" in run.stderr


def test_nothing_of_the_checkout_runs_as_ours(here: Program, tmp_path: Path) -> None:
    """A file of a module's name beside the Dockerfile may be a stranger's."""
    key = new_key(tmp_path, "ops")
    (tmp_path / "keys").write_text(f"{key.public}\n")
    # The prompt needs it, and what waits for people does not.
    here.write("prompt_toolkit.py", f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    with job(here, tmp_path / "keys") as there:
        shell = come_in(ssh(there, key))
        shell.sendline("exit")
        shell.expect_exact("(bisectbuild)")
        shell.sendline("fail job")
        shell.expect(pexpect.EOF)
        ended(there.child)

    assert not (tmp_path / "ran").exists()


def test_at_a_persons_own_terminal_the_shell_opens_there(here: Program) -> None:
    """No key is needed; the word to the job counts when they leave."""
    services = {name: None for name in os.environ if name.startswith(("GITHUB_", "GITLAB_"))}
    mine = here.given(CI=None, **services)
    shell = mine.terminal("ci", "--on-failure", "shell", "--", "docker", "build", ".")
    shell.expect_exact(LEAVE)
    shell.expect("[#$] ")
    assert says(shell, "id -u") == "1234"
    shell.sendline("exit")
    shell.expect_exact("(bisectbuild)")
    shell.sendline("resume job")
    shell.expect_exact("The job will go on when you leave")
    shell.sendline("quit")
    shell.expect(pexpect.EOF)
    shell.close()

    assert shell.exitstatus == 0
