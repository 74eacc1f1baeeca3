"""A bundle that `ci` left is gone on with on an engine of another age."""

from __future__ import annotations

import json
import shutil
import tarfile
from pathlib import Path

import pytest

from bisectbuild.errors import ExitCode
from tests.support import matrix
from tests.support.matrix import Engine
from tests.support.program import Program, left_by, program
from tests.support.registry_server import (
    PASSWORD,
    docker_config,
    real_registry,
    registry_program,
)

pytestmark = pytest.mark.engine
LOOK = "pwd; id -u; id -g; echo $WHO $API_TOKEN; cat /srv/app/data"
FAILING = """FROM bisectbuild-test/busybox
ARG WHO=nobody
ARG API_TOKEN
WORKDIR /srv/app
COPY data ./
RUN chmod 777 .
USER 1234:77
RUN echo half > half && no-such-program
"""


def other(engine: Engine) -> Engine:
    """Give the engine of another age, with the same builder."""
    name = next(name for name in matrix.MATRIX if name != engine.name)
    found = matrix.load(name, engine.builder)
    if not isinstance(found, Engine):
        pytest.skip(found)
    return found


@pytest.fixture
def here(engine_builder: Engine, tmp_path: Path) -> Program:
    """Give the program beside an engine, with a build that fails."""
    there = program(engine_builder, tmp_path)
    there.write("Dockerfile", f"{FAILING}# {tmp_path.name}\n")
    there.write("data", "of the context\n")
    there.write("hidden", "ignored\n")
    there.write(".dockerignore", "hidden\n")
    return there


@pytest.mark.two_engines
def test_the_very_same_shell_opens_elsewhere(
    here: Program, engine_builder: Engine, tmp_path: Path
) -> None:
    """User, directory, args and files; what the failed step left; the diagnosis; no secret."""
    build = ("docker", "build", "--build-arg=WHO=me", "--build-arg=API_TOKEN=hush-hush-hush", ".")
    bundle = tmp_path / "shop.bundle"
    made = here.run("ci", "--bundle", str(bundle), "--", *build)
    assert made.code, made.stderr
    assert f"bisectbuild resume {bundle}" in made.stderr
    assert "MB)" in made.stderr or "kB)" in made.stderr
    assert b"hush-hush" not in bundle.read_bytes()
    assert left_by(engine_builder, made.pid) == ()
    elsewhere = other(engine_builder)
    (tmp_path / "elsewhere").mkdir()
    there = program(elsewhere, tmp_path / "elsewhere").given(API_TOKEN=None)

    looked = there.run("resume", str(bundle), "--exec", LOOK, "--report=../r.json")
    walked = there.run("resume", str(bundle), "--prompt", text="diff\nquit\n")

    assert looked.code == ExitCode.BROKEN, looked.stderr
    assert looked.stdout.split("\n")[:5] == ["/srv/app", "1234", "77", "me", "of the context"]
    assert "no-such-program" in looked.stderr
    assert "Left out" in looked.stderr
    assert "--build-arg=API_TOKEN" in looked.stderr
    told = json.loads((tmp_path / "elsewhere" / "r.json").read_bytes())
    assert told["culprit"]["line_start"] == 8
    # Where it was unpacked is gone by now, so neither name nor command may be of there.
    assert told["dockerfile"]["path"] == "Dockerfile"
    assert told["reproduce"] == f"bisectbuild resume {bundle}"
    assert "Dockerfile:8:" in looked.stderr
    assert "bisectbuild-" not in looked.stderr.replace("bisectbuild-test", "")
    trusting = there.given(API_TOKEN="mine-and-only-mine")
    assert (
        "me mine-and-only-mine"
        in trusting.run("resume", "--trust", str(bundle), "--exec", LOOK).stdout
    )
    assert "/srv/app/half" in walked.stdout, walked.stderr
    # An image of the bundle bears the label of the job that made it.
    for pid in (made.pid, looked.pid, walked.pid):
        assert left_by(elsewhere, pid) == ()


def logged_in(there: Program, host: str) -> Program:
    """Give the program beside a client with a login; its plugins stay."""
    folder = there.folder.parent / "login"
    shutil.copytree(there.env["DOCKER_CONFIG"], folder)
    return there.given(**docker_config(folder, host))


@pytest.mark.two_engines
def test_a_bundle_goes_through_a_registry_with_a_password(
    here: Program, engine_builder: Engine, tmp_path: Path
) -> None:
    """With the login that docker has; without it nothing is given away."""
    serving = registry_program()
    if serving is None:
        pytest.skip("docker-registry is neither unpacked nor installed")
    with real_registry(tmp_path / "registry", serving) as host:
        name = f"oci://{host}/debug/shop:42"
        made = logged_in(here, host).run("ci", "--bundle", name, "--", "docker", "build", ".")
        assert f"bisectbuild resume {name}" in made.stderr, made.stderr
        (tmp_path / "elsewhere").mkdir()
        there = program(other(engine_builder), tmp_path / "elsewhere")

        refused = there.run("resume", name, "--exec", "pwd")
        looked = logged_in(there, host).run("resume", name, "--exec", "pwd; cat data")

    assert refused.code == ExitCode.USAGE
    assert refused.stdout == ""
    assert looked.stdout == "/srv/app\nof the context\n", looked.stderr
    assert PASSWORD not in made.stderr + refused.stderr + looked.stderr


def test_a_bundle_without_the_context_opens_all_the_same(here: Program, tmp_path: Path) -> None:
    """It has the list of the files."""
    bundle = tmp_path / "shop.bundle"
    here.run("ci", "--no-context", "--bundle", str(bundle), "--", "docker", "build", ".")

    run = here.run("resume", str(bundle), "--exec", "cat data")

    assert run.stdout == "of the context\n"
    with tarfile.open(bundle) as parts:
        assert all(name.startswith(("blobs/", "index", "oci")) for name in parts.getnames())


def test_one_over_its_limit_is_not_made_and_the_job_ends_as_ever(
    here: Program, tmp_path: Path
) -> None:
    """The reports are there."""
    bundle = tmp_path / "shop.bundle"

    run = here.run(
        "ci", "--bundle", str(bundle), "--bundle-limit=20K", "--", "docker", "build", "."
    )

    assert run.code in {1, 127}
    assert "No bundle was made" in run.stderr
    assert not list(tmp_path.glob("shop.bundle*"))
    assert (here.folder / "bisectbuild-report" / "postmortem.html").is_file()


def test_what_is_no_bundle_is_refused(here: Program, tmp_path: Path) -> None:
    """With the exit code for files, and nothing in the engine."""
    (tmp_path / "no.bundle").write_bytes(b"no bundle" * 1000)

    run = here.run("resume", str(tmp_path / "no.bundle"))

    assert run.code == ExitCode.BAD_FILE
    assert "is refused" in run.stderr
