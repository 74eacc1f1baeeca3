"""BuildKit through the docker client, on the real engines."""

from __future__ import annotations

import os
import stat
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bisectbuild.builder import (
    BuilderInfo,
    BuilderKind,
    BuildEvent,
    BuildFinished,
    BuildRequest,
    FailureKind,
    StepFinished,
    StepLog,
    StepStatus,
)
from bisectbuild.engines.buildkit import BuildKit
from bisectbuild.engines.buildkit_files import BuildFiles
from bisectbuild.engines.dockerconfig import find_plugin
from bisectbuild.errors import EngineError, UnreadableError
from tests.support.matrix import Engine

INFO = BuilderInfo(kind=BuilderKind.BUILDKIT, name="test", version="", why="a test asked for it")
BASE = b"FROM bisectbuild-test/busybox\n"


def _request(folder: Path, data: bytes) -> BuildRequest:
    return BuildRequest(
        dockerfile=data,
        dockerfile_path=folder / "Dockerfile",
        context=str(folder),
        context_is_remote=False,
        target=None,
        flags=(),
        labels=(),
        load=True,
    )


def _builder(engine: Engine, **env: str) -> BuildKit:
    return BuildKit(
        info=INFO,
        docker="docker",
        plugin=str(find_plugin("buildx", engine.env) or ""),
        env={**engine.env, **env},
    )


def _end(events: list[BuildEvent]) -> BuildFinished:
    assert isinstance(events[-1], BuildFinished)
    assert sum(isinstance(event, BuildFinished) for event in events) == 1
    return events[-1]


@pytest.mark.engine
def test_a_build_gives_the_image_with_its_labels(engine: Engine, tmp_path: Path) -> None:
    """The id is that of an image in the engine's store."""
    request = _request(tmp_path, BASE + b"RUN true\n")
    request = replace(request, labels=(("bisectbuild.test", "a b=c"),))

    finished = _end(list(_builder(engine).build(request)))

    shape = '{{index .Config.Labels "bisectbuild.test"}}'
    assert engine.docker("inspect", "--format", shape, finished.image).strip() == "a b=c"
    assert finished.failure is None


@pytest.mark.engine
def test_a_failing_step_is_told_with_its_code(engine: Engine, tmp_path: Path) -> None:
    """And with what it printed."""
    data = BASE + b"RUN echo spoke; exit 41\n"
    events = list(_builder(engine).build(_request(tmp_path, data)))

    failure = _end(events).failure
    assert failure is not None
    assert (failure.kind, failure.exit_code) == (FailureKind.STEP, 41)
    log = b"".join(e.data for e in events if isinstance(e, StepLog) and e.id == failure.step)
    assert log == b"spoke\n"


@pytest.mark.engine
def test_a_rewritten_file_builds_in_the_same_context(engine: Engine, tmp_path: Path) -> None:
    """`COPY . .` does not see it, and the file's own ignore file holds."""
    (tmp_path / "Dockerfile").write_bytes(BASE + b"COPY . /all\nRUN ls /all; exit 1\n")
    (tmp_path / "Dockerfile.dockerignore").write_text("ignored\n")
    (tmp_path / "ignored").touch()
    (tmp_path / "kept").touch()
    request = _request(tmp_path, BASE + b"COPY . /all\nRUN ls /all; exit 2\n")

    events = list(_builder(engine).build(request))

    log = b"".join(event.data for event in events if isinstance(event, StepLog))
    assert log.split() == [b"Dockerfile", b"Dockerfile.dockerignore", b"kept"]


@pytest.mark.engine
def test_a_target_is_built_and_no_more(engine: Engine, tmp_path: Path) -> None:
    """A later stage may be broken."""
    data = BASE.replace(b"\n", b" AS one\n") + b"RUN true\n" + BASE + b"RUN false\n"
    request = replace(_request(tmp_path, data), target="one")

    assert _end(list(_builder(engine).build(request))).failure is None


@pytest.mark.engine
def test_stopping_early_cancels_the_build_at_the_daemon(engine: Engine, tmp_path: Path) -> None:
    """The container of the running step is gone soon after."""
    mark = os.urandom(8).hex()
    data = BASE + f"RUN echo waiting; sleep 600; echo {mark}\n".encode()
    with closing(_builder(engine).build(_request(tmp_path, data))) as events:
        first = next(event for event in events if isinstance(event, StepLog))
        assert _processes_with(mark)

    assert b"waiting" in first.data
    assert _until_gone(mark)


def _processes_with(mark: str) -> list[str]:
    """List the processes of this machine, those in containers among them, that hold a mark."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = entry.read_bytes()
            if mark.encode() in words:
                found.append(words.decode(errors="replace"))
    return found


def _until_gone(mark: str) -> bool:
    for _ in range(3000):
        if not _processes_with(mark):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.engine
def test_no_engine_is_an_error_with_advice(engine: Engine, tmp_path: Path) -> None:
    """Nobody listens at that socket."""
    builder = _builder(engine, DOCKER_HOST=f"unix://{tmp_path}/no.sock")

    with pytest.raises(EngineError, match="did not answer") as caught:
        list(builder.build(_request(tmp_path, BASE)))

    assert "docker version" in caught.value.hint


@pytest.mark.engine
def test_a_context_that_is_missing_is_a_setup_failure(engine: Engine, tmp_path: Path) -> None:
    """No step is to blame."""
    request = replace(_request(tmp_path, BASE), context=str(tmp_path / "gone"))

    failure = _end(list(_builder(engine).build(request))).failure

    assert failure is not None
    assert (failure.kind, failure.step) == (FailureKind.SETUP, "")


@pytest.mark.engine
def test_a_second_build_is_cached(engine: Engine, tmp_path: Path) -> None:
    """The law that every search stands on."""
    request = _request(tmp_path, BASE + b"RUN echo once\n")
    list(_builder(engine).build(request))

    again = list(_builder(engine).build(replace(request, dockerfile=request.dockerfile + b"#\n")))

    ends = {event.id: event.status for event in again if isinstance(event, StepFinished)}
    assert StepStatus.CACHED in ends.values()
    assert not [event for event in again if isinstance(event, StepLog)]


def _fake(folder: Path, script: str) -> str:
    program = folder / "docker"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def _with_client(folder: Path, script: str, *, uses_buildx: bool = True) -> BuildKit:
    env = {"PATH": os.environ["PATH"]}
    program = _fake(folder, script)
    return BuildKit(info=INFO, docker=program, plugin=program if uses_buildx else "", env=env)


@pytest.mark.parametrize("uses_buildx", [True, False])
def test_the_command_line_has_the_persons_flags_first(tmp_path: Path, *, uses_buildx: bool) -> None:
    """The last of two equal flags holds, and ours must."""
    builder = replace(_with_client(tmp_path, "", uses_buildx=uses_buildx), builder="remote")
    request = replace(
        _request(tmp_path, BASE), flags=("--build-arg=A=1", "--progress=tty"), target="t"
    )
    files = BuildFiles(dockerfile=Path("/f/Dockerfile"), image_id=Path("/f/iid"))

    words = builder.command_line(request, files)

    only = ("--builder=remote",) if uses_buildx else ()
    load = ("--load",) if uses_buildx else ()
    assert words[1:] == (
        "build",
        "--build-arg=A=1",
        "--progress=tty",
        f"--progress={'rawjson' if uses_buildx else 'plain'}",
        *only,
        "--target=t",
        "--iidfile=/f/iid",
        *load,
        "--file=/f/Dockerfile",
        str(tmp_path),
    )


@pytest.mark.parametrize("flag", ["--output=type=docker", "-o=x", "--push", "--load"])
def test_a_persons_own_output_is_not_added_to(tmp_path: Path, flag: str) -> None:
    """Two outputs would be refused."""
    request = replace(_request(tmp_path, BASE), flags=(flag,))
    files = BuildFiles(dockerfile=None, image_id=Path("/f/iid"))

    assert _with_client(tmp_path, "").command_line(request, files).count("--load") == (
        flag == "--load"
    )


def test_an_engine_that_goes_away_is_told_at_the_end(tmp_path: Path) -> None:
    """Steps were seen, so there was one."""
    script = "echo '#1 [1/2] FROM x'; echo 'error reading from server: EOF'; exit 1"
    finished = _end(list(_with_client(tmp_path, script).build(_request(tmp_path, BASE))))

    assert finished.failure is not None
    assert finished.failure.kind is FailureKind.ENGINE


def test_an_old_client_cannot_join_our_file_and_a_remote_context(tmp_path: Path) -> None:
    """It would look for the file there, and say that there is none."""
    request = replace(
        _request(tmp_path, BASE), context="https://host.example/c.tar", context_is_remote=True
    )

    with pytest.raises(UnreadableError, match="remote context"):
        list(_with_client(tmp_path, "", uses_buildx=False).build(request))


def test_the_context_on_standard_input_is_passed_through(tmp_path: Path) -> None:
    """`tar | bisectbuild -`; in all other cases the client has no input."""
    told, free = tmp_path / "told", replace(_request(tmp_path, BASE), context="-")
    builder = _with_client(tmp_path, f"readlink /proc/$$/fd/0 >> {told}")

    list(builder.build(free))
    list(builder.build(_request(tmp_path, BASE)))

    first, second = told.read_text().splitlines()
    assert first == str(Path("/proc/self/fd/0").readlink())
    assert second == "/dev/null"
