"""The ready-made questions of `bisectbuild bisect`, each on a real build of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bisectbuild.errors import ExitCode
from tests.support.program import Program, Run, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.matrix import Engine

BASE = "FROM bisectbuild-test/busybox\n"
DEBIAN = "FROM bisectbuild-test/debian\n"
SERVER = 'CMD ["nc", "-ll", "-p", "8080", "-e", "cat"]\n'
FILES = (
    f"{BASE}RUN echo one > /one\nRUN echo two > /two\nRUN chmod 600 /one\nRUN echo 2 >> /one\n"
    "RUN rm /one\nRUN chown 5 /two\n"
)
SIZES = f"{BASE}RUN head -c 100000 /dev/zero > /a\nRUN head -c 3000000 /dev/zero > /big\nRUN true\n"
APP = (
    f"{BASE}RUN printf '#!/bin/sh\\nexit 0' > /bin/app && chmod +x /bin/app\n"
    "RUN printf '#!/bin/sh\\nexit 3' > /bin/app\nRUN true\n"
)
pytestmark = pytest.mark.engine


def asked(here: Program, *words: str) -> tuple[Run, dict[str, Any]]:
    """Search, and give the run and the postmortem."""
    run = here.run("bisect", *words, "--report=../found.json")
    report = here.folder / "../found.json"
    return run, json.loads(report.read_text()) if report.is_file() else {}


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        (FILES, ("--good=2", "--file", "/one", "exists"), 6),
        (FILES, ("--file", "/two", "absent"), 3),
        (FILES, ("--good=2", "--file", "/one", "mode=644"), 4),
        (FILES, ("--good=3", "--path-is", "/two", "owner=0"), 7),
        (f"{BASE}ENV A=1\nENV B=1\nENV A=2\n", ("--good=2", "--env", "A=1"), 4),
        # Of ONBUILD one builder writes into the image's history, and the other does not.
        (f"{SIZES}ONBUILD RUN true\n", ("--size-over", "SIZE"), 3),
        (
            APP,
            ("--good=2", "--runs", "/bin/app"),
            3,
        ),
        (f"{BASE}RUN true\nRUN rm /bin/nc\nRUN true\n{SERVER}", ("--port", "8080"), 3),
        (f"{DEBIAN}RUN true\nRUN sed -i '/^Package: dash$/,/^$/d' /var/lib/dpkg/status\n",
         ("--package", "dash"), 3),
    ],
    ids=lambda value: "-".join(value[-2:]) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_question_finds_its_line(
    text: str, words: tuple[str, ...], line: int, engine_builder: Engine, tmp_path: Path
) -> None:
    """Without a shell command of the person's."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", text)
    if "SIZE" in words:
        told = engine_builder.docker(
            "image", "inspect", "--format={{.Size}}", "bisectbuild-test/busybox"
        )
        words = ("--size-over", str(int(told) + 1_000_000))

    run, found = asked(here, *words)

    assert run.code == ExitCode.BROKEN, (run.stdout, run.stderr)
    assert found["culprit"]["line_start"] == line, (run.stdout, run.stderr)


def test_what_makes_an_image_too_large_is_told_with_its_files(
    engine: Engine, tmp_path: Path
) -> None:
    """The largest of the instruction that crosses the limit."""
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    here.write("Dockerfile", SIZES)

    run, found = asked(here, "--size-over", "3MB")

    assert run.code == ExitCode.BROKEN, (run.stdout, run.stderr)
    assert "3 MB  /big" in run.stdout
    assert found["culprit"]["line_start"] == 3


def test_what_changed_a_file_is_found(engine_builder: Engine, tmp_path: Path) -> None:
    """Compared with what it was at the first point."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN true\nRUN echo x >> /etc/passwd\nRUN true\n")

    run, found = asked(here, "--file", "/etc/passwd", "changed")

    assert run.code == ExitCode.BROKEN, (run.stdout, run.stderr)
    assert found["culprit"]["line_start"] == 3


def test_where_a_build_begins_to_differ_from_an_image(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """By the layers of both."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN echo 1 > /1\nRUN echo 2 > /2\nRUN echo 3 > /3\n")
    name = "bisectbuild-test-other/image:1"
    try:
        engine_builder.docker("build", "-q", "-t", name, str(here.folder))
        here.write("Dockerfile", f"{BASE}RUN echo 1 > /1\nRUN echo II > /2\nRUN echo 3 > /3\n")

        run, found = asked(here, "--layers-diff", name)

        assert run.code == ExitCode.BROKEN, (run.stdout, run.stderr)
        assert found["culprit"]["line_start"] == 3
    finally:
        engine_builder.docker("rmi", name, check=False)
