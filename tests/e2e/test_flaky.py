"""`bisectbuild flaky` on real builds: what fails at times is found, and nothing is left of it."""

from __future__ import annotations

import json
import os
import re
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.errors import ExitCode
from tests.support.matrix import Engine
from tests.support.program import Program, Run, ended, left_by, program

BASE = "FROM bisectbuild-test/busybox\n"
# Passes in seven of ten runs.
FLAKY = "RUN echo rolling; test $(( $(od -An -N2 -tu2 /dev/urandom) % 10 )) -ge 5\n"
pytestmark = pytest.mark.engine


def flaky(here: Program, *words: str) -> tuple[Run, dict[int, dict[str, Any]]]:
    """Run it; give the run and its steps by line."""
    run = here.run("flaky", "--format=json", *words)
    steps = json.loads(run.stdout)["steps"] if run.stdout else []
    return run, {step["line"]: step for step in steps}


def own_build(engine: Engine, here: Program, *words: str) -> str:
    """Build as the person does, until it passes; give what the builder printed last."""
    way = "--progress=plain" if engine.builder == "buildkit" else "--force-rm"
    for _ in range(59):
        with suppress(AssertionError):
            return engine.docker("build", way, *words, str(here.folder))
    return engine.docker("build", way, *words, str(here.folder))


def executed(told: str) -> int:
    """Count the steps that a build printed to have run."""
    if "Step 1/" in told:
        return told.count("---> Running in")
    steps = set(re.findall(r"(?m)^#(\d+) \[[^\]]*\d+/\d+\] (?!FROM)", told))
    return len(steps - set(re.findall(r"(?m)^#(\d+) CACHED", told)))


def salt() -> str:
    """Give a line that makes all layers behind it those of no other test."""
    return f"ENV SALT={os.urandom(6).hex()}\n"


def test_a_step_that_fails_at_times_is_found_among_ten_that_do_not(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """With its interval; all eleven run on one engine, the one step alone on the others."""
    here = program(engine_builder, tmp_path)
    stable = [f"RUN echo {number} > /{number}\n" for number in range(10)]
    here.write("Dockerfile", "".join([BASE, salt(), *stable[:5], FLAKY, *stable[5:]]))
    own_build(engine_builder, here)
    is_whole = (engine_builder.name, engine_builder.builder) == ("docker-new", "buildkit")
    words = ("--runs=20", "--jobs=4") if is_whole else ("--runs=32", "--jobs=4", "--at=8")

    run, steps = flaky(here, *words)

    assert run.code == ExitCode.BROKEN, run.stderr
    assert [line for line, step in steps.items() if step["verdict"] == "flaky"] == [8]
    assert len(steps) == (11 if is_whole else 1)
    low, high = steps[8]["interval"]
    assert 0 < low < steps[8]["rate"] < high < 1
    assert steps[8]["failing_output"] == ["rolling"]
    assert all(step["verdict"] == "stable" for line, step in steps.items() if line != 8)
    assert left_by(engine_builder, run.pid) == ()
    told = own_build(engine_builder, here)
    assert executed(told) == 0, told


def test_a_step_that_always_fails_is_never_called_flaky(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """In fifty runs; what comes behind it is not run at all."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}{salt()}RUN true\nRUN echo no; exit 3\nRUN echo last\n")

    run, steps = flaky(here, "--runs=50", "--jobs=4", "--at=4", "--at=5")

    assert run.code == ExitCode.BROKEN, run.stderr
    assert (steps[4]["verdict"], steps[4]["exit_codes"]) == ("fails always", {"3": 50})
    assert steps[5]["verdict"] == "not reached"
    assert left_by(engine_builder, run.pid) == ()


def test_steps_run_as_they_ran_in_the_build(engine_builder: Engine, tmp_path: Path) -> None:
    """User, directory, variables, build args, shell, and what the steps before them left."""
    here = program(engine_builder, tmp_path)
    shell = 'test "$(id -un)" = nobody; test "$PWD" = /work; test "$A" = b; test $WHO = you'
    here.write(
        "Dockerfile",
        f"FROM bisectbuild-test/debian\n{salt()}ARG WHO=me\nENV A=b\nWORKDIR /work\n"
        "RUN mkdir -m 777 /all && echo 1 > /work/one\nUSER nobody\n"
        f'SHELL ["/bin/sh", "-e", "-c"]\nRUN {shell}; \\\n  test ! -e /all/x; echo > /all/x\n'
        'RUN ["sh", "-c", "test $WHO = you && test -e /all/x && test -e one && rm /all/x"]\n',
    )

    run, steps = flaky(here, "--runs=2", "--build-arg=WHO=you")

    assert run.code == ExitCode.HEALTHY, run.stdout + run.stderr
    assert [(step["passed"], step["runs"]) for step in steps.values()] == [(2, 2)] * 3
    assert left_by(engine_builder, run.pid) == ()


def test_a_cache_mount_of_the_person_is_not_written_to(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """An empty folder stands in for it, and it is said; legacy builders have no mounts."""
    if engine_builder.builder == "legacy":
        return
    here = program(engine_builder, tmp_path)
    mount = f"--mount=type=cache,target=/c,id={os.urandom(6).hex()}"
    syntax = salt()
    here.write("Dockerfile", f"{BASE}{syntax}RUN {mount} echo x >> /c/log; cat /c/log\n")
    own_build(engine_builder, here)

    run, steps = flaky(here, "--runs=3")

    assert run.code == ExitCode.HEALTHY, run.stdout + run.stderr
    assert "empty folder for its cache mount /c" in steps[3]["notes"][0]
    here.write("Dockerfile", f'{BASE}{syntax}RUN {mount} test "$(cat /c/log)" = x\n')
    engine_builder.docker("build", str(here.folder))


def test_ctrl_c_prints_the_table_so_far(engine_builder: Engine, tmp_path: Path) -> None:
    """And ends with 130, and nothing is left."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}{salt()}RUN echo 1\n")
    child = here.begin("flaky", "--runs=1000", "--jobs=2")
    assert child.stderr is not None
    while "  2 of 1000 runs done" not in (line := child.stderr.readline()):
        assert line, "it ended"

    child.send_signal(signal.SIGINT)
    run = ended(child)

    assert run.code == ExitCode.INTERRUPTED, run.stderr
    assert re.search(r"(?m)^3 +0 +\d+/\d+ .*stable", run.stdout), run.stdout
    assert "It was interrupted" in run.stdout
    assert left_by(engine_builder, run.pid) == ()


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("ENV A=1\n", (), ExitCode.INCONCLUSIVE),
        ("COPY nothing /\nRUN true\n", (), ExitCode.INCONCLUSIVE),
        ("ENV A=1\nRUN true\n", ("--at=2",), ExitCode.USAGE),
        ("RUN true\n", ("--at=99",), ExitCode.USAGE),
        ("RUN true\n", ("--runs=0",), ExitCode.USAGE),
    ],
)
def test_exit_codes_where_nothing_can_be_run(
    text: str, words: tuple[str, ...], code: ExitCode, engine_builder: Engine, tmp_path: Path
) -> None:
    """5 where there is nothing to run, 2 where the words make no sense."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", BASE + text)

    run, _ = flaky(here, *words)

    assert run.code == code, run.stderr
    assert left_by(engine_builder, run.pid) == ()
