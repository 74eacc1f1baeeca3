"""Why a build failed, told with what the files, the image and the engine say; on real engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.matrix import Engine
from tests.support.program import Program, left_by, program

pytestmark = pytest.mark.engine
DEBIAN = "FROM bisectbuild-test/debian\n"


def _told(here: Program, engine: Engine, *words: str) -> dict[str, Any]:
    """Debug a build that fails; give its postmortem."""
    run = here.run("debug", "--no-shell", "--format=json", *words)
    assert run.code == 1, run.stderr
    assert left_by(engine, run.pid) == ()
    postmortem: dict[str, Any] = json.loads(run.stdout)
    return postmortem


def test_a_copy_of_an_ignored_file_names_the_line_that_hides_it(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """The person's eyes pass over a pattern that they know."""
    here = program(engine_builder, tmp_path)
    here.write("conf/app.ini", "x")
    here.write(".dockerignore", "*.md\nconf\n")
    here.write("Dockerfile", f"{DEBIAN}COPY conf/app.ini /etc/\n")

    (first, *_) = _told(here, engine_builder)["findings"]

    assert first["category"] == "ctx-missing"
    assert ".dockerignore:2: conf" in first["cause"]
    assert first["fault"] == "context"


def test_a_copy_of_another_case_names_the_file_that_is_there(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """It builds on a Mac."""
    here = program(engine_builder, tmp_path)
    here.write("Source/Main.c", "x")
    here.write("Dockerfile", f"{DEBIAN}COPY source/main.c /src/\n")

    (first, *_) = _told(here, engine_builder)["findings"]

    assert "Source/Main.c" in first["cause"] + first["advice"]


def test_a_missing_program_is_told_with_the_release_of_the_image(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """The image was asked what it is."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{DEBIAN}RUN true && envsubst --version\n")

    told = _told(here, engine_builder)

    (first, *_) = told["findings"]
    assert first["category"] == "tool-missing"
    assert "envsubst" in first["cause"]
    assert "gettext" in first["advice"]
    assert "Debian" in told["environment"]["image"]


def test_no_probe_asks_nothing(engine_builder: Engine, tmp_path: Path) -> None:
    """The log alone is judged; neither image nor context is looked at."""
    here = program(engine_builder, tmp_path)
    here.write("conf", "x")
    here.write(".dockerignore", "conf\n")
    here.write("Dockerfile", f"{DEBIAN}RUN envsubst --version\nCOPY conf /etc/\n")

    told = _told(here, engine_builder, "--no-probe")

    assert told["findings"][0]["category"] == "tool-missing"
    assert "image" not in told["environment"]


def test_an_image_without_a_shell_is_asked_nothing_and_harms_nothing(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """There is nobody to answer; the finding stands on the builder's words."""
    here = program(engine_builder, tmp_path)
    here.write("hello", "x")
    here.write("Dockerfile", "FROM scratch\nCOPY hello /\nRUN echo hi\n")

    (first, *_) = _told(here, engine_builder)["findings"]

    assert first["category"] == "exec-missing"


def test_a_killed_step_is_told_with_the_memory_of_the_engine(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """What was killed may have been too large for it."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{DEBIAN}RUN echo starting && sh -c 'kill -9 $$'\n")

    told = _told(here, engine_builder)

    assert any(found["category"] == "resource-mem" for found in told["findings"])
    assert int(told["environment"]["engine_memory"]) > 2**28


def test_a_step_that_failed_in_silence_is_named_behind_a_copy_from(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """The COPY is where it shows; the RUN that threw its exit code away is what to mend."""
    here = program(engine_builder, tmp_path)
    here.write(
        "Dockerfile",
        f"{DEBIAN.strip()} AS build\nWORKDIR /app\nRUN echo {tmp_path}\n"
        "RUN cp missing.bin out.bin || true\n"
        f"{DEBIAN}COPY --from=build /app/out.bin /\n",
    )

    (first, *_) = _told(here, engine_builder)["findings"]

    assert first["category"] == "stage-copy-missing"
    assert "line 4" in first["cause"]
    assert any("missing.bin" in proof["text"] for proof in first["because"])


def test_a_layer_is_told_with_its_size(engine_builder: Engine, tmp_path: Path) -> None:
    """Instructions that make no layer between them do not shift the sizes."""
    here = program(engine_builder, tmp_path)
    here.write("file", b"x" * 1000)
    here.write(
        "Dockerfile",
        f"{DEBIAN}ARG A=1\nENV B=2\nLABEL c=d\nCOPY file /f\nWORKDIR /srv\n"
        "RUN head -c 5000 /dev/zero > z\nEXPOSE 80\nRUN exit 9\n",
    )

    told = _told(here, engine_builder, "--report=out.json")

    sizes = {step["line_start"]: step["size"] for step in told["steps"] if step["size"] is not None}
    assert sizes == {5: 1000, 6: 0, 7: 5000}
