"""What real engines print, saved and explained: the same answer as the build itself gave."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bisectbuild.errors import ExitCode
from tests.support.matrix import Engine
from tests.support.program import Program, program

BASE = "FROM bisectbuild-test/busybox\n"
FILE = f"""{BASE}
ARG WHERE=here
WORKDIR /srv
RUN echo begin \\
    && ls /srv/no-such-$WHERE \\
    && echo end
"""
pytestmark = pytest.mark.engine


def saved(engine: Engine, here: Program, *words: str) -> bytes:
    """Build as a person does, and keep what is printed."""
    done = subprocess.run(
        ("docker", *words, str(here.folder)),
        env=engine.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout


def told(here: Program, log: bytes, *words: str) -> dict[str, object]:
    """Explain a log, and give the parts of the document that any form tells."""
    here.write("build.log", log)
    run = here.run("explain", "build.log", "--format=json", *words)
    assert run.code == ExitCode.BROKEN, log.decode(errors="replace") + run.stderr
    report = json.loads(run.stdout)
    (here.folder / "build.log").unlink()
    # The engine itself may mix up a process's two streams.
    lines = sorted(line for line in report["log"]["tail"] if line)
    return {**report["culprit"], "tail": lines}


def test_explain_says_what_debug_says(engine_builder: Engine, tmp_path: Path) -> None:
    """The same line, exit code, sub-command and log, from the output alone."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", FILE)
    here.run("debug", "--no-shell", "--report=debug.json")
    debugged = json.loads((here.folder / "debug.json").read_text())["culprit"]
    (here.folder / "debug.json").unlink()
    log = saved(engine_builder, here, "build")

    explained = told(here, log, "--dockerfile=Dockerfile")

    same = ("line_start", "line_end", "exit_code", "index", "keyword", "source", "command")
    assert {name: explained[name] for name in same} == {name: debugged[name] for name in same}
    assert explained["line_start"] == 5
    assert explained["tail"] == ["begin", "ls: /srv/no-such-here: No such file or directory"]


@pytest.mark.parametrize("progress", ["plain", "rawjson", "tty"])
def test_every_progress_of_buildx_is_read(
    progress: str, engine_builder: Engine, tmp_path: Path
) -> None:
    """Recorded at a terminal too, with all its frames."""
    if engine_builder.builder == "legacy" or not engine_builder.buildx_version:
        pytest.skip("only buildx has these")
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", FILE)
    words = ("buildx", "build", f"--progress={progress}")
    if progress == "tty":
        command = f"docker {' '.join(words)} {here.folder}"
        done = subprocess.run(
            ("script", "-qec", command, "/dev/null"),
            env=engine_builder.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=False,
        )
        log = done.stdout
    else:
        log = saved(engine_builder, here, *words)

    explained = told(here, log, "--dockerfile=Dockerfile")

    assert (explained["line_start"], explained["exit_code"]) == (5, 1)
    assert "ls: /srv/no-such-here: No such file or directory" in str(explained["tail"])


def test_without_the_dockerfile_buildkit_still_tells_the_lines(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Where its client quotes them; elsewhere the step is named."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", FILE)

    explained = told(here, saved(engine_builder, here, "build"))

    assert "no-such-" in str(explained["source"])
    if engine_builder.builder == "buildkit" and engine_builder.buildx_version:
        assert explained["line_start"] == 5
