"""States of a build that are entered, kept and taken home; the person's own cache is unharmed."""

from __future__ import annotations

import os
import re
import shutil
import signal
from pathlib import Path

import pexpect
import pytest

from bisectbuild.errors import ExitCode
from tests.e2e.cases import EXAMPLES
from tests.support.matrix import Engine
from tests.support.program import Program, left, left_by, program, wait_until
from tests.support.typing import PROMPT, leave, opened, plain, says

BASE = "FROM bisectbuild-test/busybox\n"
pytestmark = pytest.mark.engine


def own_build(engine: Engine, here: Program) -> str:
    """Build as the person would; give what the builder printed."""
    return engine.docker("build", *_plainly(engine), str(here.folder), check=False)


def _plainly(engine: Engine) -> tuple[str, ...]:
    return ("--progress=plain",) if engine.builder == "buildkit" else ()


def fails_from_the_cache(engine: Engine, here: Program, cached: int) -> bool:
    """Tell whether the own build fails at its last step, all before it cached."""
    told = own_build(engine, here)
    hits = told.count("Using cache")
    if engine.builder == "buildkit":  # It says of the base image too that it is cached.
        steps = set(re.findall(r"(?m)^#(\d+) \[\d+/\d+\] (?!FROM)", told))
        hits = len(steps & set(re.findall(r"(?m)^#(\d+) CACHED", told)))
    return hits == cached and "exit 7" in told and ("code: 7" in told)


BROKEN = f"{BASE}RUN echo one > /one\nWORKDIR /w\nRUN echo half > half; rm /one; exit 7\n"


def test_what_a_failed_step_left_is_entered_and_the_own_build_still_fails_there(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Before it one file is there, after it the other; the builder's cache stays as it was."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", BROKEN)
    own_build(engine_builder, here)
    look = "ls /one /w/half 2>/dev/null"

    before = here.run("shell", "--at=4:before", "--exec", look)
    after = here.run("shell", "--at=4:after", "--exec", look)

    assert before.stdout == "/one\n", before.stderr
    assert after.stdout == "/w/half\n", after.stderr
    assert left_by(engine_builder, before.pid) == left_by(engine_builder, after.pid) == ()
    assert fails_from_the_cache(engine_builder, here, 2)


def test_both_states_are_kept_as_images_and_the_own_build_still_fails(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """What was done in the shell is in them; they outlive the session; nothing of ours is."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", BROKEN)
    name = f"bisectbuild-test-kept/{tmp_path.name.replace('_', '-')}"
    shell, _ = opened(here, "debug", "--keep", name)
    try:
        says(shell, "echo mine > /mine")
        assert leave(shell) == ExitCode.BROKEN
        show = "ls -d /one /w/half /mine /.bisectbuild/* 2>/dev/null; pwd"
        seen = [
            engine_builder.docker("run", "--rm", f"{name}:{side}", "sh", "-c", show)
            for side in ("before", "after")
        ]

        assert seen == ["/mine\n/one\n/w\n", "/w/half\n/w\n"]
        assert fails_from_the_cache(engine_builder, here, 2)
    finally:
        engine_builder.docker("rmi", f"{name}:before", f"{name}:after", check=False)


@pytest.mark.parametrize("word", ["COPY missing.txt /", "ADD missing.txt /"])
def test_the_context_of_a_failing_copy_is_what_the_builder_got(
    word: str, engine_builder: Engine, tmp_path: Path
) -> None:
    """Path by path, the ignore file applied, what it takes back included; and read-only."""
    here = program(engine_builder, tmp_path)
    for name in ("a/b/c.txt", "a/x.log", "keep.log", "with space", "é", "node_modules/m/i.js"):
        here.write(name, name)
    here.write(".dockerignore", "**/*.log\n!keep.log\nnode_modules\n")
    (here.folder / "link").symlink_to("a/b/c.txt")
    here.write("all", f"{BASE}COPY . /all\nRUN cd /all && find . | sort && exit 7\n")
    here.write("Dockerfile", f"{BASE}{word}\n")

    got = here.run("debug", "-f", str(here.folder / "all"), "--exec", "cd /all && find . | sort")
    seen = here.run("debug", "--exec", "cd /.bisectbuild/context && find . | sort; touch x")

    assert got.stdout.count("\n") >= 8, got.stderr
    assert seen.stdout == got.stdout
    assert "Read-only" in seen.stderr
    assert left_by(engine_builder, seen.pid) == ()


def test_fix_makes_the_npm_example_pass(engine_builder: Engine, tmp_path: Path) -> None:
    """Typed `npm install`, left, accepted: that line alone is changed and the build passes."""
    here = program(engine_builder, tmp_path)
    for file in (EXAMPLES / "npm_installer").iterdir():
        shutil.copy(file, here.folder)
    before = (here.folder / "Dockerfile").read_text()
    shell, _ = opened(here, "debug")
    shell.sendline("npm install")
    shell.expect("up to date")
    shell.expect("[#$] ")
    shell.sendline("exit")
    shell.expect_exact("fix shows how")
    shell.expect_exact(PROMPT)
    shell.sendline("fix")
    shell.expect_exact("[y/N]")
    shell.sendline("y")
    shell.expect_exact("This is the end of the target.")
    shell.expect_exact(PROMPT)
    shell.sendline("quit")
    shell.expect(pexpect.EOF)
    shell.wait()

    after = (here.folder / "Dockerfile").read_text()
    assert after == before.replace("RUN npm installer", "RUN npm install")
    assert shell.exitstatus == ExitCode.HEALTHY
    assert left_by(engine_builder, shell.pid) == ()


def test_what_was_typed_is_in_the_report_without_its_secrets(
    engine: Engine, tmp_path: Path
) -> None:
    """With exit codes, in order."""
    here = program(engine, tmp_path)
    here.write("Dockerfile", f"{BASE}ARG API_TOKEN\nRUN exit 7\n")
    given = ("--build-arg=API_TOKEN=hush-hush", "--report=../out.json")
    shell, _ = opened(here, "debug", *given)
    for command in ("false", "echo hush-hush", "rerun"):
        shell.sendline(command)
        shell.expect("[#$] ")
    leave(shell)

    report = (here.folder / "../out.json").read_text()
    assert re.findall(r'"(\d+\\t[^"]*)"', report)[:3] == [r"1\tfalse", r"0\techo ***", r"7\trerun"]
    assert "hush-hush" not in report


def test_watch_builds_again_when_a_file_changes(engine: Engine, tmp_path: Path) -> None:
    """First it fails, then it passes; Ctrl-C leaves with the code of the last build."""
    here = program(engine, tmp_path)
    here.write("Dockerfile", f"{BASE}COPY word /\nRUN grep good /word\n")
    here.write("word", "bad")
    child = here.terminal("debug", "--watch", "--report=in-the-context.json")
    child.expect("Ctrl-C leaves")

    here.write("word", "good")
    child.expect("word changed")
    child.expect("Ctrl-C leaves")
    assert "in-the-context" not in plain(child.before)
    child.sendintr()
    child.expect(pexpect.EOF)
    child.wait()

    assert child.exitstatus == ExitCode.HEALTHY, plain(child.before)
    assert left_by(engine, child.pid) == ()


def test_a_secret_file_of_the_step_is_in_its_shell_and_in_no_kept_image(
    engine: Engine, tmp_path: Path
) -> None:
    """The usual form, beside no other mount; a name that another image has is not taken from it."""
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    (tmp_path / "npmrc").write_text("hush-hush")
    mount = "--mount=type=secret,id=npmrc,target=/root/.npmrc"
    here.write(
        "Dockerfile", f"{BASE}RUN mkdir -p /root\nRUN {mount} test -s /root/.npmrc; exit 7\n"
    )
    secret = f"--secret=id=npmrc,src={tmp_path / 'npmrc'}"
    name = f"bisectbuild-test-kept/{tmp_path.name.replace('_', '-')}"
    engine.docker("tag", "bisectbuild-test/busybox", f"{name}:after")
    try:
        run = here.run("debug", secret, f"--keep={name}", "--exec", "wc -c < /root/.npmrc")
        kept = [line for line in run.stderr.splitlines() if line.startswith("Kept: ")]
        images = [line.split()[-1] for line in kept]
        assert run.stdout == "9\n", run.stderr
        assert [image.partition(":")[2][:6] for image in images] == ["before", "after-"]
        for image in images:
            found = engine.docker("run", "--rm", image, "sh", "-c", "ls -A /root", check=False)
            assert ".npmrc" not in found
    finally:
        listed = engine.docker("images", "--format={{.Repository}}:{{.Tag}}", name).split()
        engine.docker("rmi", *listed, check=False)
    assert left_by(engine, run.pid) == ()


PHASES = {
    "build": ("debug", "running", "RUN sleep 17\nRUN exit 7\n"),
    "ahead": ("debug", "container", "RUN sleep 98; exit 7\n"),
    "shell": ("debug", "banner", "RUN exit 7\n"),
    "after": ("shell --at=3:after", "banner", "RUN echo x > /x; exit 7\n"),
    "prompt": ("debug --prompt", "prompt", "RUN exit 7\n"),
}


@pytest.mark.parametrize("phase", PHASES)
def test_what_a_kill_leaves_in_any_phase_is_found_and_removed_and_nothing_else(
    phase: str, engine_builder: Engine, tmp_path: Path
) -> None:
    """`clean` takes containers, volumes and images of that session, and no other thing."""
    words, sign, text = PHASES[phase]
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN echo {tmp_path.name}\n{text}")
    others = _things(engine_builder)
    child = here.terminal(*words.split())
    if sign == "container":
        # One that runs: what is being made when the kill comes is there after any clean-up.
        name = f"--filter=name=bisectbuild-.*-{child.pid}-"
        wait_until(
            lambda: engine_builder.docker("ps", "--quiet", name) != "", "a container made ahead"
        )
    else:
        child.expect({"running": "sleep 17", "banner": "Leave with", "prompt": "quit leaves"}[sign])
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    left(child)

    cleaned = here.run("clean")

    assert cleaned.code == ExitCode.HEALTHY, cleaned.stderr
    wait_until(lambda: _things(engine_builder) <= others, "an engine as it was before")
    assert left_by(engine_builder, child.pid) == ()


def _things(engine: Engine) -> set[str]:
    """List containers, volumes and what images bear our label; others are a builder's cache."""
    return {
        *engine.docker("ps", "--all", "--quiet", "--no-trunc").split(),
        *engine.docker("volume", "ls", "--quiet").split(),
        *engine.docker("images", "--quiet", "--filter=label=bisectbuild.session").split(),
    }
