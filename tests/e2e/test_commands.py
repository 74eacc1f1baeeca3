"""The commands and what they promise to scripts, on the real engines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bisectbuild import __version__
from bisectbuild.errors import ExitCode
from tests.e2e.cases import EXAMPLES
from tests.support.matrix import Engine
from tests.support.program import Program, left_by, program

BASE = "FROM bisectbuild-test/busybox\n"
SECRET = "hunter2-Zq9"
pytestmark = pytest.mark.engine


def image_id(engine: Engine, tag: str) -> str:
    """Give the id of a tagged image."""
    return engine.docker("image", "inspect", "--format={{.Id}}", tag).strip()


def everything(folder: Path) -> str:
    """Give all that the program wrote: logs, reports, state."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return "\n".join(path.read_text(errors="replace") for path in files)


def test_a_healthy_build_is_that_of_docker_build(engine_builder: Engine, tmp_path: Path) -> None:
    """Exit code 0, one line on stdout, and the tag on the very image that docker build makes."""
    here = program(engine_builder, tmp_path)
    here.write("app.txt", str(tmp_path))
    here.write("Dockerfile", f"{BASE}COPY app.txt /\nRUN cat app.txt\nCMD true\n")
    ours = f"bisectbuild-test/ours-{engine_builder.builder}"
    theirs = f"bisectbuild-test/theirs-{engine_builder.builder}"
    try:
        run = here.run("debug", "--tag", ours, "--build-arg", "A=1")
        engine_builder.docker("build", f"--tag={theirs}", "--build-arg=A=1", str(here.folder))

        assert run.code == ExitCode.HEALTHY, run.stderr
        assert re.fullmatch(r"✓ Dockerfile builds: 4 instructions.*, \S+s\n", run.stdout)
        assert image_id(engine_builder, ours) == image_id(engine_builder, theirs)
        assert left_by(engine_builder, run.pid) == ()
        assert list((tmp_path / "state" / "bisectbuild").iterdir()) == []
    finally:
        engine_builder.docker("rmi", ours, theirs, check=False)


@pytest.mark.parametrize(("last", "status"), [("RUN exit 9", "broken"), ("RUN true", "healthy")])
def test_json_is_all_that_stands_on_standard_output(
    last: str, status: str, engine_builder: Engine, tmp_path: Path
) -> None:
    """It is one document, the same that `--report` writes."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN echo on-stdout\n{last}\n")

    run = here.run("debug", "--format=json", "--report=out.json")

    printed = json.loads(run.stdout)
    assert printed["status"] == status
    assert printed == json.loads((here.folder / "out.json").read_text())
    assert left_by(engine_builder, run.pid) == ()


def test_a_pasted_command_line_is_debugged(engine_builder: Engine, tmp_path: Path) -> None:
    """`-- docker build …` means what it means to docker."""
    here = program(engine_builder, tmp_path)
    here.write("sub/My.Dockerfile", f"{BASE}ARG A\nRUN test $A = 2\nRUN exit 9\n")

    run = here.run("debug", "--", "docker", "build", "-f", "sub/My.Dockerfile", *_PASTED)

    assert run.code == ExitCode.BROKEN, run.stderr
    assert "sub/My.Dockerfile:4: RUN exit 9" in run.stdout


_PASTED = ("--build-arg", "A=2", "-q", "--force-rm", "sub")


def test_secret_build_args_are_nowhere_to_be_seen(engine_builder: Engine, tmp_path: Path) -> None:
    """Not on stdout or stderr, in the report, the logs, nor in a command that we print."""
    here = program(engine_builder, tmp_path).given(NPM_TOKEN=f"{SECRET}-env")
    here.write(
        "Dockerfile",
        f"{BASE}ARG API_TOKEN\nARG NPM_TOKEN\nRUN echo token=$API_TOKEN >&2; echo $NPM_TOKEN\n"
        f"RUN printf '{SECRET[:5]}'; sleep 1; printf '{SECRET[5:]}'; echo $API_TOKEN && exit 9\n",
    )
    words = ("--build-arg", f"API_TOKEN={SECRET}", "--build-arg=NPM_TOKEN")

    run = here.run("debug", *words, "--report=a.json", "--report=a.txt")
    printed = here.run("debug", *words, "--format=json")
    hidden = here.run("debug", *words, "--target", "nowhere")

    said = [out for each in (run, printed, hidden) for out in (each.stdout, each.stderr)]
    (here.folder / "Dockerfile").unlink()
    assert (run.code, printed.code, hidden.code) == (1, 1, 2)
    assert "***" in run.stderr
    assert SECRET not in "\n".join(said)
    assert SECRET not in everything(tmp_path)


HOSTILE = (
    r"\033[2J\033[31mred\033]0;title\007 \033]52;c;aGk=\007 back\b\b\b bell\007 cr\rover "
    r"\302\233evil \342\200\256flip \377\376 \000nul"
)


def test_hostile_logs_are_harmless(engine_builder: Engine, tmp_path: Path) -> None:
    """No control character but line ends and tabs reaches the terminal; the log file is whole."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN true\nRUN printf '{HOSTILE}\\n'; exit 9\n")

    run = here.run("debug", "--no-shell", "--report=out.json", "--report=out.txt")

    report = json.loads((here.folder / "out.json").read_text())
    for said in (run.stdout, run.stderr, (here.folder / "out.txt").read_text()):
        assert [c for c in said if not c.isprintable() and c not in "\n\t"] == []
    assert "red" in run.stdout
    assert run.code == ExitCode.BROKEN
    assert b"\x1b[31mred" in Path(report["log"]["file"]).read_bytes()


def test_split_names_a_stage_for_every_instruction(engine: Engine, tmp_path: Path) -> None:
    """Under BuildKit, `--target bb-000N` of the printed file gives the image of the cut."""
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    here.write("app.txt", "x")
    here.write(
        "Dockerfile", f"{BASE}ARG A=1\nENV B=$A\nCOPY app.txt /\nRUN echo $B > /b\nCMD true\n"
    )
    split = here.run("split")
    here.write("Split", split.stdout)
    assert split.code == ExitCode.HEALTHY
    assert split.stderr == ""

    for number in (4, 5):
        ours, cut = f"bisectbuild-test/split-{number}", f"bisectbuild-test/cut-{number}"
        text = (here.folder / "Dockerfile").read_text().splitlines(keepends=True)
        here.write("Cut", "".join(text[:number]))
        try:
            assert here.run("debug", "Cut", "--tag", cut).code == ExitCode.HEALTHY
            run = here.run("debug", "Split", f"--target=bb-{number:04d}", "--tag", ours)
            assert run.code == ExitCode.HEALTHY, run.stderr
            assert image_id(engine, ours) == image_id(engine, cut)
        finally:
            engine.docker("rmi", ours, cut, check=False)


def test_doctor_tells_what_is_usable(engine_builder: Engine, tmp_path: Path) -> None:
    """Versions of all parts, and the builder that auto takes; exit code 0."""
    run = program(engine_builder, tmp_path).run("doctor")

    assert run.code == ExitCode.HEALTHY, run.stdout + run.stderr
    assert f"bisectbuild     {__version__}" in run.stdout
    assert engine_builder.version in run.stdout
    assert engine_builder.client_version in run.stdout
    assert re.search(rf"--builder auto +takes {engine_builder.builder}", run.stdout)


def test_clean_says_so_where_nothing_was_left(engine: Engine, tmp_path: Path) -> None:
    """A second time it finds nothing of ours, and never touches an image of a person's own."""
    here = program(engine, tmp_path)
    before = engine.docker("images", "--all", "--quiet", "--no-trunc", "--filter=dangling=false")
    here.run("clean")

    run = here.run("clean")

    assert run.code == ExitCode.HEALTHY
    assert "removed" not in run.stdout
    after = engine.docker("images", "--all", "--quiet", "--no-trunc", "--filter=dangling=false")
    assert set(before.split()) <= set(after.split())


@pytest.mark.parametrize("case", ["copy_before_slow_run", "copy_hides_failing_run"])
def test_a_copy_that_fails_before_an_earlier_run_has_run(
    case: str, engine: Engine, tmp_path: Path
) -> None:
    """The cut runs what stands before the COPY, so that the shell has it."""
    here: Program = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    words = ("debug", str(EXAMPLES / case), "--report=out.json")
    run = here.run(*words, "--exec", "ls -d /*")

    report = json.loads((here.folder / "out.json").read_text())
    lines = {step["line_start"]: step["status"] for step in report["steps"]}
    assert run.code == ExitCode.BROKEN, run.stderr
    assert report["last_good"]["line_end"] < report["culprit"]["line_start"]
    assert lines[report["culprit"]["line_start"]] == "failed"
    assert lines[report["last_good"]["line_end"]] in {"done", "cached"}
    assert "building the layer of line" in run.stderr
    assert "/bin" in run.stdout.split()
    assert left_by(engine, run.pid) == ()
