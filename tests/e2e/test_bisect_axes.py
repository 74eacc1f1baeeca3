"""`bisectbuild bisect --axis`: values, base images, commands of a RUN, commits and files."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from bisectbuild.errors import ExitCode
from tests.support.program import Program, Run, left_by, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.matrix import Engine

BASE = "FROM bisectbuild-test/busybox\n"
pytestmark = pytest.mark.engine


def bisect(here: Program, *words: str) -> tuple[Run, dict[str, Any]]:
    """Search, and give the run and the postmortem."""
    at = words.index("--") if "--" in words else len(words)
    run = here.run("bisect", *words[:at], "--report=../found.json", *words[at:])
    report = here.folder / "../found.json"
    return run, json.loads(report.read_text()) if report.is_file() else {}


def git(here: Program, *words: str) -> None:
    """Run git in the project, with nobody's settings."""
    name = ("-c", "user.name=t", "-c", "user.email=t@example.invalid")
    subprocess.run(("git", *name, *words), cwd=here.folder, check=True, capture_output=True)


def test_the_first_bad_value_of_an_arg_is_found(engine_builder: Engine, tmp_path: Path) -> None:
    """Tested at the end of the target, each value in its own build."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}ARG LEVEL=0\nRUN echo $LEVEL > /level\n")

    run, found = bisect(here, "--axis", "arg", "LEVEL=1,2,3,4,5", "--", "test $(cat /level) -lt 4")

    assert run.code == ExitCode.BROKEN, run.stderr
    assert "LEVEL=4" in found["search"]["sentence"], run.stdout
    assert left_by(engine_builder, run.pid) == ()


def test_without_a_test_the_question_is_whether_it_builds(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """A value with which the build fails is bad."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"ARG LEVEL=0\n{BASE}ARG LEVEL\nRUN test $LEVEL -lt 3\n")

    run, found = bisect(here, "--axis", "arg", "LEVEL=1,2,3,4")

    assert run.code == ExitCode.BROKEN, run.stderr
    assert "LEVEL=3" in found["search"]["sentence"], run.stdout
    assert found["reproduce"].startswith("bisectbuild bisect --axis arg")


def test_the_first_bad_base_image_is_found(engine_builder: Engine, tmp_path: Path) -> None:
    """Tags of the image that FROM names, in the order given."""
    here = program(engine_builder, tmp_path)
    name = "bisectbuild-test-axis/base"
    tags = [f"{name}:{number}" for number in (1, 2, 3)]
    try:
        for number, tag in enumerate(tags):
            here.write("Base", f"{BASE}RUN echo {number} > /number\n")
            engine_builder.docker(
                "build", "-q", "-t", tag, "-f", f"{here.folder}/Base", str(here.folder)
            )
        here.write("Dockerfile", f"FROM {tags[0]}\nRUN true\n")

        run, found = bisect(here, "--axis", "base", "1,2,3", "--", "test $(cat /number) -lt 2")

        assert run.code == ExitCode.BROKEN, run.stderr
        assert f"{name}:3" in found["search"]["sentence"], run.stdout
    finally:
        engine_builder.docker("rmi", *tags, check=False)


def test_the_command_inside_a_run_is_found(engine_builder: Engine, tmp_path: Path) -> None:
    """Each with all that stands before it in the RUN."""
    here = program(engine_builder, tmp_path)
    chain = "RUN echo 1 > /1 && \\\n    echo 2 > /2 && \\\n    echo 3 > /3\n"
    here.write("Dockerfile", f"{BASE}{chain}RUN true\n")

    run, found = bisect(here, "--axis", "run", "2", "--", "test ! -e /2")

    assert run.code == ExitCode.BROKEN, run.stderr
    assert "echo 2 > /2" in found["search"]["sentence"], run.stdout
    assert found["culprit"]["line_start"] == 2


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed here")
def test_the_bad_commit_and_its_instruction_are_found(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Commits each in a worktree; the person's own checkout stays as it is."""
    here = program(engine_builder, tmp_path)
    git(here, "init", "-q", "-b", "main")
    for number in range(6):
        word = "broken" if number >= 4 else "fine"
        text = f"{BASE}RUN echo 1 > /1\nRUN echo {word} > /word\nRUN echo {number} > /n\n"
        here.write("Dockerfile", text)
        git(here, "add", ".")
        git(here, "commit", "-q", "-m", f"change {number}")

    run, found = bisect(here, "--axis", "commit", "HEAD~5..HEAD", "--", "! grep broken /word")

    assert run.code == ExitCode.BROKEN, run.stderr
    assert "change 4" in found["search"]["sentence"], run.stdout
    assert found["culprit"]["line_start"] == 3, run.stdout
    listed = subprocess.run(
        ("git", "worktree", "list"), cwd=here.folder, capture_output=True, check=True, text=True
    )
    assert listed.stdout.count("\n") == 1


def test_the_changed_file_of_the_context_is_found(engine_builder: Engine, tmp_path: Path) -> None:
    """Two of eight changes are bad together."""
    here = program(engine_builder, tmp_path)
    for number in range(8):
        here.write(f"../old/f{number}", "old")
        here.write(f"f{number}", "new")
    here.write("../old/Dockerfile", "")
    here.write("Dockerfile", f"{BASE}COPY f* /f/\n")
    here.write(".dockerignore", "Dockerfile\n.dockerignore\n")
    here.write("../old/.dockerignore", "Dockerfile\n.dockerignore\n")
    test = "grep -q old /f/f2 || grep -q old /f/f5"

    run, found = bisect(here, "--axis", "context", "../old", "--", test)

    assert run.code == ExitCode.BROKEN, run.stderr
    paths = [point["key"] for point in found["search"]["axis_points"]]
    assert paths == ["f2", "f5"], run.stdout
    log = "".join(found["search"]["log"].splitlines(keepends=True)[:-2])
    here.write("../log", log)
    again, same = bisect(here, "replay", "../log")
    assert again.code == ExitCode.BROKEN, again.stderr
    assert same["search"]["axis_points"] == found["search"]["axis_points"]
    assert [probe["key"] for probe in same["search"]["probes"] if probe["seconds"]] == [
        found["search"]["probes"][-1]["key"]
    ]
