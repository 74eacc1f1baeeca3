"""From a plain failed `docker build` to its diagnosis and shell, by the builder's own history."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from bisectbuild.errors import ExitCode
from tests.support.matrix import Engine
from tests.support.program import Program, left_by, program
from tests.support.typing import leave, opened, says

BASE = "FROM bisectbuild-test/busybox\n"
TOKEN = "hunter2-Zq9w"
pytestmark = pytest.mark.engine


def broken(engine: Engine, folder: Path, *flags: str) -> Program:
    """Fail in a plain `docker build`; every build is one of its own."""
    folder.mkdir(exist_ok=True)
    here = program(engine, folder)
    mark = secrets.token_hex(4)
    here.write(
        "sub/My.Dockerfile",
        f"{BASE}ARG API_TOKEN\nARG A=1\nRUN echo {mark} > /mark\nRUN echo a=$A$API_TOKEN; exit 9\n",
    )
    engine.docker(
        "build", "-f", str(here.folder / "sub/My.Dockerfile"), *flags, str(here.folder), check=False
    )
    return here


def ref_of(engine: Engine, here: Program) -> str:
    """Find the build of a folder: others may build beside us."""
    for line in engine.docker(
        "buildx", "history", "ls", "--format=json", "--no-trunc"
    ).splitlines():
        ref = str(json.loads(line)["ref"]).rpartition("/")[2]
        told = engine.docker("buildx", "history", "inspect", ref, "--format=json", check=False)
        if f'"{here.folder}"' in told:
            return ref
    raise AssertionError(f"no build of {here.folder}")


def with_history(engine: Engine) -> Engine:
    """Leave out builders that keep no history."""
    if engine.builder == "legacy" or not engine.buildx_version:
        pytest.skip("this builder keeps no history, which another test holds it to")
    return engine


def test_the_newest_failed_build_is_explained_without_building(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Someone else's build may come between, and is then the newest."""
    engine = with_history(engine_builder)
    here = broken(engine, tmp_path / "0", "--build-arg=A=5")
    run = here.run("last", "--report=out.json")
    for attempt in "1234":
        if str(here.folder) in run.stderr:
            break
        here = broken(engine, tmp_path / attempt, "--build-arg=A=5")
        run = here.run("last", "--report=out.json")

    report = json.loads((here.folder / "out.json").read_text())
    assert run.code == ExitCode.BROKEN
    assert "My.Dockerfile:5: RUN echo a=$A$API_TOKEN; exit 9" in run.stdout
    assert "bisectbuild shell sub/My.Dockerfile . --build-arg=A=5 --at=5" in run.stderr
    assert report["culprit"]["exit_code"] == 9
    assert report["log"]["tail"] == ["a=5"]
    assert report["search"] is None
    assert left_by(engine, run.pid) == ()


def test_its_shell_opens_in_the_last_good_layer(engine_builder: Engine, tmp_path: Path) -> None:
    """Which comes from the builder's cache."""
    engine = with_history(engine_builder)
    here = broken(engine, tmp_path, "--build-arg=A=7")
    (mark,) = [
        line.split()[2]
        for line in (here.folder / "sub/My.Dockerfile").read_text().splitlines()
        if line.endswith("> /mark")
    ]

    shell, banner = opened(here, "last", ref_of(engine, here))

    assert any("My.Dockerfile:5" in line for line in banner)
    assert says(shell, "cat /mark; echo $A") == f"{mark}\n7"
    assert says(shell, "rerun; echo $?") == "a=7\n9"
    assert leave(shell) == ExitCode.BROKEN
    assert left_by(engine, shell.pid) == ()


def test_a_command_runs_there_in_the_place_of_a_shell(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """As with `debug`."""
    engine = with_history(engine_builder)
    here = broken(engine, tmp_path)

    run = here.run("last", ref_of(engine, here), "--exec", "test -s /mark && echo there; exit 3")

    assert (run.stdout, run.code) == ("there\n", ExitCode.BROKEN)


def test_secrets_that_the_history_holds_are_masked(engine_builder: Engine, tmp_path: Path) -> None:
    """It keeps the values of build args."""
    engine = with_history(engine_builder)
    here = broken(engine, tmp_path, f"--build-arg=API_TOKEN={TOKEN}")

    run = here.run("last", ref_of(engine, here), "--report=out.json")

    written = "".join(p.read_text(errors="replace") for p in tmp_path.rglob("*") if p.is_file())
    assert run.code == ExitCode.BROKEN
    assert "a=1***" in run.stdout
    assert TOKEN not in run.stdout + run.stderr + written


def test_a_file_that_is_gone_or_was_changed_is_told_of(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """The diagnosis is the same, the lines are those that the history quotes."""
    engine = with_history(engine_builder)
    here = broken(engine, tmp_path)
    ref = ref_of(engine, here)
    here.write("sub/My.Dockerfile", f"{BASE}RUN true\nRUN true\nRUN true\nRUN exit 4\n")
    changed = here.run("last", ref)
    (here.folder / "sub/My.Dockerfile").unlink()
    gone = here.run("last", ref)

    assert "line 5 reads otherwise there" in changed.stderr
    assert gone.code == ExitCode.BROKEN
    assert "My.Dockerfile (from the log):5: RUN echo a=$A$API_TOKEN; exit 9" in gone.stdout
    assert "are quoted in the log" in gone.stdout


def test_a_build_that_passed_is_healthy(engine_builder: Engine, tmp_path: Path) -> None:
    """It can be named like any other."""
    engine = with_history(engine_builder)
    here = program(engine, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN echo {secrets.token_hex(4)}\n")
    engine.docker("build", str(here.folder))

    run = here.run("last", ref_of(engine, here))

    assert run.code == ExitCode.HEALTHY, run.stderr


def test_a_builder_without_history_says_what_to_do_instead(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """The legacy builder, and BuildKit without buildx."""
    here = program(engine_builder, tmp_path)
    if engine_builder.builder == "buildkit" and engine_builder.buildx_version:
        run = here.run("last", "no-such-ref")
        assert (run.code, "no build no-such-ref" in run.stderr) == (ExitCode.USAGE, True)
        return

    run = here.run("last")

    assert run.code == ExitCode.NO_ENGINE
    assert "keeps no history of builds" in run.stderr
    assert "bisectbuild explain build.log" in run.stderr
