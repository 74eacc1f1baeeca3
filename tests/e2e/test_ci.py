"""`bisectbuild ci`: the wrapped command as it always was, and what is left where it fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bisectbuild.errors import ExitCode
from tests.support.matrix import Engine
from tests.support.program import Program, ended, left_by, program, wait_until

pytestmark = pytest.mark.engine
BUILD = ("docker", "build", ".")
BROKEN = """FROM bisectbuild-test/busybox
WORKDIR /srv
RUN echo first; \\
    ls /nowhere-{nonce}
"""
HEALTHY = "FROM bisectbuild-test/busybox\nRUN echo {nonce} > /a\n"


@pytest.fixture
def here(engine_builder: Engine, tmp_path: Path) -> Program:
    """Give the program beside an engine, in a folder of its own; no CI's variables are set."""
    env = {name: None for name in os.environ if name.startswith(("GITHUB_", "CI"))}
    there = program(engine_builder, tmp_path, TMPDIR=str(tmp_path / "tmp")).given(**env)
    (tmp_path / "tmp").mkdir()
    return there


def write(here: Program, text: str) -> None:
    """Write a Dockerfile that no other test has built."""
    here.write("Dockerfile", text.replace("{nonce}", os.urandom(4).hex()))


def tmp_of(here: Program) -> Path:
    """Give its temporary folder."""
    return Path(here.env["TMPDIR"])


def test_a_build_that_passes_prints_what_docker_prints_and_leaves_no_trace(here: Program) -> None:
    """Both streams; nothing in the folder, nor in the temporary one, nor in the engine."""
    write(here, HEALTHY)
    plain = here.given()
    first = plain.run("ci", "--", *BUILD)
    again = here.run("ci", "--", *BUILD)

    assert first.code == again.code == 0
    assert "bisectbuild" not in first.stderr.replace("bisectbuild-test", "")
    assert sorted(path.name for path in here.folder.iterdir()) == ["Dockerfile"]
    assert list(tmp_of(here).iterdir()) == []
    assert not Path(here.env["XDG_STATE_HOME"]).exists()


def test_a_failing_build_ends_with_the_commands_own_code_and_the_diagnosis(
    here: Program, engine_builder: Engine
) -> None:
    """The instruction, its line, the command and why; a report in each format; nothing is left."""
    write(here, BROKEN)

    run = here.run("ci", "--", *BUILD)

    bare = here.run("ci", "--exit-code=own", "--", *BUILD)
    assert run.code == 1
    assert bare.code == ExitCode.BROKEN
    assert "Dockerfile:3" in run.stderr
    assert "ls failed" in run.stderr
    told = json.loads((here.folder / "bisectbuild-report" / "postmortem.json").read_bytes())
    assert told["culprit"]["line_start"] == 3
    assert told["culprit"]["command"]["line"] == 4
    assert left_by(engine_builder, run.pid) == ()
    assert list(tmp_of(here).iterdir()) == []


def test_a_script_that_builds_is_explained_too(here: Program) -> None:
    """From its log, and the Dockerfile here that fits; its exit code is the script's."""
    write(here, "FROM bisectbuild-test/busybox\nRUN echo {nonce}; ls /nowhere\n")

    run = here.run("ci", "--", "sh", "-c", "docker build . ; echo code $?; exit 7")

    assert run.code == 7
    assert "code 1" in run.stdout
    assert "Dockerfile:2" in run.stderr
    assert "ls failed" in run.stderr


def test_the_code_of_the_step_is_the_commands_where_its_builder_gives_that(here: Program) -> None:
    """As the command alone would have ended: the legacy builder's client gives the step's."""
    write(here, "FROM bisectbuild-test/busybox\nRUN echo {nonce}; exit 42\n")
    script = "docker build . > /dev/null 2>&1; echo code $?"
    bare = here.run("ci", "--", "sh", "-c", script).stdout

    run = here.run("ci", "--", *BUILD)

    assert bare == f"code {run.code}\n"


def test_a_command_that_is_no_build_is_passed_through_alone(here: Program) -> None:
    """Nothing is explained that is no build."""
    run = here.run("ci", "--", "sh", "-c", "echo out; echo err >&2; exit 5")

    assert run.code == 5
    assert run.stdout == "out\n"
    assert run.stderr.startswith("err\n")
    assert "No container build was found" in run.stderr


def test_a_job_that_is_cancelled_ends_at_once_and_leaves_nothing(
    here: Program, engine_builder: Engine
) -> None:
    """SIGTERM is passed on; the command's own end is ours."""
    write(here, "FROM bisectbuild-test/busybox\nRUN echo {nonce}; sleep 300\n")
    child = here.begin("ci", "--", *BUILD)
    wait_until(lambda: bool(list(tmp_of(here).glob("*/*.log"))), "the build's first words")
    child.send_signal(signal.SIGTERM)

    run = ended(child)

    assert run.code != 0
    assert not (here.folder / "bisectbuild-report").exists()
    assert left_by(engine_builder, run.pid) == ()
    assert list(tmp_of(here).iterdir()) == []


HOSTILE = """FROM bisectbuild-test/busybox
RUN echo {nonce}; echo '::error file=x::forged'; echo '##vso[task.complete result=Succeeded]'; \\
    ls /nowhere
"""


def test_on_github_the_line_is_annotated_and_nothing_else_commands(
    here: Program, tmp_path: Path
) -> None:
    """The runner's variables and files are reproduced; the summary and the outputs are written."""
    files = {name: tmp_path / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    for file in files.values():
        file.touch()
    job = here.given(
        CI="true",
        GITHUB_ACTIONS="true",
        GITHUB_WORKSPACE=str(here.folder),
        GITHUB_EVENT_NAME="push",
        **{name: str(path) for name, path in files.items()},
    )
    write(job, HOSTILE)

    run = job.run("ci", "--", *BUILD)

    log = f"{run.stdout}\n{run.stderr}"
    commands = [line for line in log.splitlines() if line.lstrip().startswith("::")]
    assert run.code == 1
    assert [line.split(" ")[0].strip() for line in commands] == [
        *("::error", "::group::bisectbuild:", "::endgroup::"),
    ]
    assert commands[0].startswith("::error file=Dockerfile,line=3,endLine=3,title=RUN ")
    assert "there is no /nowhere in the image" in commands[0]
    assert "##vso[" not in log
    summary = files["GITHUB_STEP_SUMMARY"].read_text()
    assert summary.startswith("#")
    assert "/nowhere" in summary
    assert "BB621" in files["GITHUB_OUTPUT"].read_text()


def test_a_read_only_checkout_and_no_home_cost_no_report(here: Program) -> None:
    """The reports go to the temporary folder; the log says where."""
    write(here, BROKEN)
    job = here.given(HOME=None, XDG_STATE_HOME=None)

    run = job.run("ci", "--report-dir=/proc/bisectbuild-report", "--", *BUILD)

    assert run.code == 1
    (folder,) = tmp_of(here).glob("bisectbuild-report-*")
    assert (folder / "postmortem.html").is_file()
    assert f"reports    {folder}" in run.stderr


def test_where_no_engine_answers_any_more_the_log_is_explained(here: Program) -> None:
    """As after a runner lost its remote engine."""
    write(here, BROKEN)
    log = here.run("ci", "--", *BUILD)
    here.write("saved.log", f"{log.stdout}\n{log.stderr}")
    job = here.given(DOCKER_HOST="tcp://127.0.0.1:1")

    run = job.run("ci", "--", "sh", "-c", "cat saved.log; exit 3")

    assert run.code == 3
    assert "ls failed" in run.stderr


def test_the_code_stays_where_nothing_can_be_printed(here: Program) -> None:
    """A log that is full, closed, or that nobody reads."""
    write(here, BROKEN)
    for end in ("2>/dev/full", "2>&-", ">&- 2>&- <&-"):
        line = f"{sys.executable} -m bisectbuild ci -- sh -c 'docker build .; exit 7' {end}"
        done = subprocess.run(
            ("sh", "-c", line), cwd=here.folder, env=here.env, stdout=subprocess.PIPE, check=False
        )

        assert done.returncode == 7, end
        assert (here.folder / "bisectbuild-report" / "postmortem.html").is_file()
