"""No engine, one too old, one that goes away, no client, a full disk, no home."""

from __future__ import annotations

import json
import os
import random
import shutil
import socketserver
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from bisectbuild.errors import ExitCode
from tests.support.matrix import Engine
from tests.support.program import Program, ended, left_by, program, runs, wait_until
from tests.support.throwaway import throwaway

BASE = "FROM bisectbuild-test/busybox\n"
BROKEN = f"{BASE}RUN true\nRUN seq 1 30000 && exit 9\n"
pytestmark = pytest.mark.engine
needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root may mount a small disk or start a daemon"
)


class OldEngine(BaseHTTPRequestHandler):
    """Answers as a Docker 17.06 would."""

    def do_GET(self) -> None:
        """Tell about the engine; nothing else is there."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told = {"Version": "17.06.0-ce", "ApiVersion": "1.30", "MinAPIVersion": "1.12"}
        known = self.path.endswith(("/_ping", "/version", "/info"))
        body = json.dumps({**told, "ID": "x", "OSType": "linux"} if known else {"message": "no"})
        self.send_response(200 if known else 404)
        self.send_header("Api-Version", "1.30")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body.encode())

    do_HEAD = do_POST = do_GET  # noqa: N815 - the names are http.server's

    def address_string(self) -> str:
        """Name nobody: a unix socket has no peer."""
        return ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Keep quiet."""


@pytest.fixture
def old_engine() -> Iterator[str]:
    """Serve an engine that is too old; give its address."""
    folder = tempfile.mkdtemp(prefix="bb-")  # A socket's path must be short.
    path = f"{folder}/s"
    with socketserver.ThreadingUnixStreamServer(path, OldEngine) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"unix://{path}"
        server.shutdown()
        thread.join()
    shutil.rmtree(folder)


@pytest.mark.parametrize("command", ["debug", "clean", "doctor"])
def test_a_dead_socket_is_no_engine(command: str, engine_builder: Engine, tmp_path: Path) -> None:
    """Exit code 3; the address is named, and what to look at."""
    here = program(engine_builder, tmp_path, DOCKER_HOST=f"unix://{tmp_path}/none.sock")
    here.write("Dockerfile", BROKEN)

    run = here.run(command)

    assert run.code == ExitCode.NO_ENGINE, run.stderr
    said = run.stdout + run.stderr
    assert f"{tmp_path}/none.sock" in said
    assert "DOCKER_HOST" in said
    assert "Traceback" not in said


def test_an_engine_that_is_too_old_is_refused(
    old_engine: str, engine_builder: Engine, tmp_path: Path
) -> None:
    """Exit code 3 with its version of the API, and no attempt to build."""
    here = program(engine_builder, tmp_path, DOCKER_HOST=old_engine)
    here.write("Dockerfile", BROKEN)

    run = here.run("debug", "--no-shell")

    assert run.code == ExitCode.NO_ENGINE, run.stderr
    assert "too old" in run.stderr
    assert "1.30" in run.stderr
    assert "Traceback" not in run.stderr


def test_without_a_client_buildkit_is_refused_and_legacy_works(
    engine: Engine, tmp_path: Path
) -> None:
    """BuildKit is driven through the client; the legacy builder and `--exec` need none."""
    here = program(engine, tmp_path).given(PATH=str(tmp_path / "none"))
    here.write("Dockerfile", BROKEN)

    refused = here.run("debug", "--builder=buildkit")
    run = here.run("debug", "--exec", "echo here")

    assert refused.code == ExitCode.NO_ENGINE
    assert "docker command" in refused.stderr
    assert "Install" in refused.stderr
    assert run.code == ExitCode.BROKEN, run.stderr
    assert run.stdout == "here\n"
    assert left_by(engine, run.pid) == ()


@needs_root
def test_a_daemon_that_goes_away_is_told_and_nothing_hangs(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Killed during a step: exit code 3, with advice, and the terminal is free again."""
    nap = str(random.randrange(10**5, 10**7))
    with throwaway(engine_builder) as (own, daemon):
        here = program(own, tmp_path)
        here.write("Dockerfile", f"{BASE}RUN sleep {nap}\n")
        child = here.begin("debug", "--no-shell", "--network=none")
        wait_until(lambda: runs("sleep", nap), "the step")

        daemon.kill()
        run = ended(child)

    assert run.code == ExitCode.NO_ENGINE, run.stderr
    assert "Traceback" not in run.stderr
    assert "docker version" in run.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 64 KiB."""
    disk = tmp_path / "small"
    disk.mkdir()
    subprocess.run(("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk), check=True)
    yield disk
    subprocess.run(("umount", "--lazy", disk), check=True)


@needs_root
def test_a_full_state_folder_costs_only_the_log(
    engine_builder: Engine, tmp_path: Path, small_disk: Path
) -> None:
    """The culprit is found all the same, and a note says that the log is not whole."""
    here = program(engine_builder, tmp_path, XDG_STATE_HOME=str(small_disk))
    here.write("Dockerfile", BROKEN)

    run = here.run("debug", "--no-shell")

    assert run.code == ExitCode.BROKEN, run.stderr
    assert "Dockerfile:3: RUN seq" in run.stdout
    assert "No space left" in run.stdout + run.stderr
    assert left_by(engine_builder, run.pid) == ()


@needs_root
def test_a_full_temporary_folder_is_told(
    engine_builder: Engine, tmp_path: Path, small_disk: Path
) -> None:
    """What needs no temporary file goes on; else the message names the folder's variable."""
    fill(small_disk)
    here = program(engine_builder, tmp_path, TMPDIR=str(small_disk))
    here.write("Dockerfile", BROKEN)

    run = here.run("debug", "--no-shell")

    assert run.code in {ExitCode.BROKEN, ExitCode.NO_ENGINE}, run.stderr
    assert run.code == ExitCode.BROKEN or "TMPDIR" in run.stderr
    assert "Traceback" not in run.stderr
    assert left_by(engine_builder, run.pid) == ()


def fill(disk: Path) -> None:
    """Write until nothing more fits, inodes included."""
    for number in range(100_000):
        try:
            (disk / str(number)).write_bytes(bytes(4096))
        except OSError:
            return
    raise AssertionError("the disk is not small")


def test_without_a_home_everything_works(engine_builder: Engine, tmp_path: Path) -> None:
    """The logs lie in the temporary folder."""
    here: Program = program(engine_builder, tmp_path, TMPDIR=str(tmp_path))
    here = here.given(HOME=None, XDG_STATE_HOME=None, XDG_CACHE_HOME=None)
    here.write("Dockerfile", BROKEN)

    run = here.run("debug", "--no-shell", "--report=out.json")

    report = json.loads((here.folder / "out.json").read_text())
    assert run.code == ExitCode.BROKEN, run.stderr
    assert Path(report["log"]["file"]).is_relative_to(tmp_path)
    assert len(Path(report["log"]["file"]).read_text().splitlines()) == 30000
    assert left_by(engine_builder, run.pid) == ()
