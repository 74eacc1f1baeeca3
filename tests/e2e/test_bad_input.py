"""What a person meets who gives bad input, on the real program: advice, a code, no traceback."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.matrix import Engine
from tests.support.program import Program, Run, left_by, program

BASE = "FROM bisectbuild-test/busybox\n"
MANY = 40 * 1024 * 1024
# Root reads everything, unless it gives up the two capabilities that let it.
WEAK = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--") if os.geteuid() == 0 else ()
)
needs_weak_root = pytest.mark.skipif(
    bool(WEAK) and shutil.which("setpriv") is None,
    reason="root reads everything, and setpriv of util-linux is not here to change that",
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@pytest.fixture
def alone(tmp_path: Path) -> Program:
    """Give the program with no engine at all: what is refused early must not need one."""
    work = tmp_path / "work"
    work.mkdir()
    state = {"XDG_STATE_HOME": str(tmp_path / "state"), "DOCKER_HOST": "unix:///nowhere.sock"}
    return Program(env={**os.environ, **state}, folder=work)


def refused(run: Run, code: int, *words: str) -> None:
    """Check the code, the words of the message, and that it is a message and no traceback."""
    assert run.code == code, run.stderr
    assert "Traceback" not in run.stderr
    assert any(line.startswith(("bisectbuild: ", "Usage: ")) for line in run.stderr.splitlines())
    assert [word for word in words if word not in run.stderr] == []


def test_a_missing_dockerfile_is_told_with_those_that_are_there(alone: Program) -> None:
    """The files beside it that look like Dockerfiles are named."""
    alone.write("app/Dockerfile.prod", BASE)

    refused(alone.run("debug", "app"), 4, "no file app/Dockerfile", "Dockerfile.prod")
    refused(alone.run("debug", "app/Dockerfile.pord"), 4, "app/Dockerfile.pord", "Dockerfile.prod")
    refused(alone.run("debug", "nowhere/Dockerfile"), 4, "nowhere/Dockerfile", "bisectbuild debug")
    refused(alone.run("split", "nowhere"), 4, "no file nowhere")
    refused(alone.run("shell", "nowhere", "--at=2"), 4, "no file nowhere")


def test_a_directory_where_a_dockerfile_belongs_is_told(alone: Program) -> None:
    """`-f DIR` is refused as docker build refuses it, and so is a directory named Dockerfile."""
    alone.write("app/Dockerfile/x", "")

    refused(alone.run("debug", "-f", "app", "."), 4, "app is a directory", "-f app/Dockerfile")
    refused(alone.run("debug", "app"), 4, "app/Dockerfile is a directory")


@needs_weak_root
def test_an_unreadable_dockerfile_is_told(alone: Program) -> None:
    """The message names the file and says where to look."""
    alone.write("Dockerfile", BASE).chmod(0)

    refused(replace(alone, before=WEAK).run("debug"), 4, "Dockerfile cannot be read", "ls -l")


def test_a_context_that_is_missing_or_a_file_is_told(alone: Program) -> None:
    """The message says which, and how a context is given."""
    alone.write("Dockerfile", BASE)

    refused(alone.run("debug", "Dockerfile", "nowhere"), 4, "nowhere does not exist", "CONTEXT")
    refused(alone.run("debug", "Dockerfile", "Dockerfile"), 4, "not a directory", "CONTEXT")


@needs_weak_root
def test_an_unreadable_context_is_told(alone: Program) -> None:
    """The message names the directory and says where to look."""
    alone.write("Dockerfile", BASE)
    alone.write("shut/x", "").parent.chmod(0)

    refused(replace(alone, before=WEAK).run("debug", "Dockerfile", "shut"), 4, "shut", "ls -ld")


@pytest.mark.engine
@needs_weak_root
def test_an_unreadable_file_within_the_context_is_named(engine: Engine, tmp_path: Path) -> None:
    """The file is named, and .dockerignore is advised; nothing hangs half sent.

    BuildKit's own client sends such a file empty and goes on, so there this build is healthy.
    """
    here = replace(program(engine, tmp_path, DOCKER_BUILDKIT="0"), before=WEAK)
    here.write("Dockerfile", f"{BASE}COPY . /all\n")
    here.write("open", "x")
    here.write("secret.pem", "x").chmod(0)

    run = here.run("debug", "--no-shell")

    refused(run, 4, "secret.pem", ".dockerignore")
    assert left_by(engine, run.pid) == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ("empty", "FROM debian")),
        (b"\n \n", ("empty", "FROM debian")),
        (b"# one\n\n# two\n", ("only comments", "FROM debian")),
        (b"\x7fELF\x02\x01\x00\x00" + bytes(range(256)) * 20, ("no text file", "-f Dockerfile")),
        (b"FROM a\nRUN " + b"x" * MANY, ("Dockerfile:2", "bytes long", "RUN xxx")),
        (b"FROM a\nRNU true\n", ("Dockerfile:2", "RNU", "^^^", "Did you mean RUN?")),
        (b"FROM a\n\nCOPYY . .\n", ("Dockerfile:3", "^^^^^", "Did you mean COPY?")),
        (b"RUN true\n", ("FROM",)),
        (b"FROM a\nRUN <<END\nthis never ends\n", ("Dockerfile:2", "END")),
    ],
    ids=["empty", "blank", "comments", "binary", "one-line", "run", "copy", "no-from", "heredoc"],
)
def test_what_is_no_dockerfile_is_refused_before_any_engine_is_asked(
    alone: Program, content: bytes, words: tuple[str, ...]
) -> None:
    """Every command that reads a Dockerfile says the same of it, once, on a screenful at most."""
    alone.write("Dockerfile", content)

    for command in (("debug",), ("split",), ("shell", "--at=1")):
        run = alone.run(*command)
        refused(run, 4, *words)
        assert len(run.stderr) < 2000
        assert run.stdout == ""
        lines = run.stderr.splitlines()
        assert len(set(lines)) == len(lines)


def test_a_refused_dockerfile_is_reported_too(alone: Program) -> None:
    """The report names the line, though no builder was asked."""
    alone.write("Dockerfile", "FROM a\nRNU true\n")

    refused(alone.run("debug", "--report=out.json"), 4, "Did you mean RUN?")

    report = json.loads((alone.folder / "out.json").read_text())
    assert (report["status"], report["culprit"]["line_start"]) == ("broken", 2)


@pytest.mark.engine
def test_forty_megabytes_of_comments_are_no_obstacle(engine: Engine, tmp_path: Path) -> None:
    """The instruction at the end of a huge file is found, where BuildKit takes such a file."""
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    comment = "# " + "x" * 98 + "\n"
    lines = MANY // len(comment)
    here.write("Dockerfile", f"{BASE}{comment * lines}RUN true\nRUN exit 9\n")

    run = here.run("debug", "--no-shell", "--report=out.json")

    if "larger than max" in engine.docker("buildx", "build", str(here.folder), check=False):
        refused(run, 4, "larger than max", "docker build")
        return
    report = json.loads((here.folder / "out.json").read_text())
    assert run.code == 1, run.stderr
    assert report["culprit"]["line_start"] == lines + 3
    assert report["last_good"]["line_end"] == lines + 2
    assert left_by(engine, run.pid) == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("debug", "--no-cahce"), ("--no-cahce", "--no-cache")),
        (("debug", "--bild-arg", "A=1"), ("--bild-arg", "--build-arg")),
        (("shell",), ("--at",)),
        (("debug", "a", "b", "c"), ("Too many words: c", "bisectbuild debug [DOCKERFILE|DIR]")),
        (("debug", "-f", "a", "b", "c"), ("Too many words: c",)),
        (("debgu", "x"), ("debgu", "bisectbuild debug x")),
        (("Dockerfile",), ("Dockerfile", "bisectbuild debug Dockerfile")),
        (("debug", "https://example.com/a.git"), ("https://example.com/a.git", "Clone")),
        (("debug", "Dockerfile", "git@example.com:a"), ("git@example.com:a", "Clone")),
        (("debug", "Dockerfile", "-"), ("standard input", "Unpack")),
        (("debug", "--report=out.foo"), (".foo", ".json")),
        (("debug", "--target=buidl"), ("buidl", "Did you mean build?", "build, test")),
        (("shell", "--at=tset"), ("tset", "Did you mean test?")),
        (("shell", "--at=7"), ("No instruction", "1, 2, 3")),
        (("shell", "--at=2:behind"), ("behind", "12:after")),
        (("shell", "--at=1"), ("before", "1:after")),
        (("debug", "--", "make", "all"), ("make all", "docker build")),
        (("debug", "--check"), ("--check", "Leave out")),
    ],
    ids=lambda value: "_".join(value)[:30].replace("/", ""),
)
def test_a_command_line_that_cannot_be_is_answered_with_the_right_one(
    alone: Program, words: tuple[str, ...], said: tuple[str, ...]
) -> None:
    """Exit code 2, what is wrong, and what to type."""
    alone.write("Dockerfile", "FROM a AS build\nRUN true\nFROM b AS test\n")

    refused(alone.run(*words), 2, *said)


def test_a_report_that_could_not_be_written_is_refused_before_the_build(alone: Program) -> None:
    """A missing folder and a directory are told at once, though no engine is there."""
    alone.write("Dockerfile", BASE)
    (alone.folder / "dir.json").mkdir()

    refused(alone.run("debug", "--report=nowhere/out.json"), 6, "nowhere", "Nothing was built")
    refused(alone.run("debug", "--report=dir.json"), 6, "dir.json", "is a directory")


@needs_weak_root
def test_a_report_in_a_read_only_folder_is_refused_before_the_build(alone: Program) -> None:
    """The message names the folder."""
    alone.write("Dockerfile", BASE)
    alone.write("shut/x", "").parent.chmod(0o555)

    run = replace(alone, before=WEAK).run("debug", "--report=shut/out.json")

    refused(run, 6, "shut may not be written to", "Nothing was built")


@pytest.mark.engine
def test_a_report_that_fails_after_the_build_hides_no_diagnosis(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Where the disk is full by then, the culprit is printed all the same; exit code 6."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN exit 9\n")

    (here.folder / "out.json").symlink_to("/dev/full")

    run = here.run("debug", "--no-shell", "--report=out.json")

    refused(run, 6, "out.json could not be written", "No space left")
    assert "Dockerfile:2: RUN exit 9" in run.stdout
    assert left_by(engine_builder, run.pid) == ()


@pytest.mark.engine
def test_a_dockerfile_from_standard_input_is_built(engine_builder: Engine, tmp_path: Path) -> None:
    """`-` reads it, with the working directory as the build context."""
    here = program(engine_builder, tmp_path)
    here.write("app.txt", "x")

    run = here.run("debug", "-", "--no-shell", text=f"{BASE}COPY app.txt /\nRUN exit 9\n")

    assert run.code == 1, run.stderr
    assert "-:3: RUN exit 9" in run.stdout
    assert left_by(engine_builder, run.pid) == ()


@pytest.mark.engine
@pytest.mark.parametrize(
    "content",
    [
        f"{BASE}RUN true\nRUN exit 9".encode(),
        f"{BASE}RUN true\nRUN exit 9\n".replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + f"{BASE}RUN true\nRUN exit 9\n".encode(),
    ],
    ids=["no-end-of-line", "crlf", "bom"],
)
def test_unusual_line_ends_change_nothing(
    engine_builder: Engine, tmp_path: Path, content: bytes
) -> None:
    """The third line is the culprit and the second the last good one."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", content)

    run = here.run("debug", "--no-shell", "--report=out.json")

    report = json.loads((here.folder / "out.json").read_text())
    assert run.code == 1, run.stderr
    assert report["culprit"]["line_start"] == 3
    assert report["last_good"]["line_end"] == 2
