"""The legacy builder, driven by us, shares its cache with the person's own docker client."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bisectbuild.builder import (
    BuildEvent,
    BuildFinished,
    BuildRequest,
    StepFinished,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.engines.choose import choose
from bisectbuild.engines.legacy import LegacyBuilder
from tests.support.matrix import Engine

pytestmark = pytest.mark.engine

DOCKERFILE = """FROM bisectbuild-test/busybox
ARG VERSION=1
RUN echo @ $VERSION > /one
COPY . /everything
RUN find /everything > /list
WORKDIR /work
COPY src/*.sh docs/ ./
RUN ls -l > /last
"""

PROGRAM = """
import os, sys
from pathlib import Path
from bisectbuild.builder import BuildRequest
from bisectbuild.engines.choose import choose
from bisectbuild.engines.legacy import LegacyBuilder
context = Path(sys.argv[1])
path = context / "Dockerfile"
request = BuildRequest(
    dockerfile=path.read_bytes(), dockerfile_path=path, context=str(context),
    context_is_remote=False, target=None, flags=(), labels=(), load=True,
)
for event in LegacyBuilder(choose("legacy", os.environ), os.environ).build(request):
    print(getattr(event, "data", b""), flush=True)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A build context: its files, its .dockerignore if any, and where its Dockerfile lies."""

    name: str
    ignore: str | None
    dockerfile: str = "Dockerfile"
    flags: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)


LAYOUTS = (
    Layout(name="no-ignore-file", ignore=None),
    Layout(name="ignores-itself", ignore=".dockerignore\n*.log\n"),
    Layout(name="does-not-ignore-itself", ignore="# rules\nnode_modules\n*.log\n"),
    Layout(name="ignores-the-dockerfile", ignore="Dockerfile*\n*.log\n"),
    Layout(name="only-deep-patterns", ignore="src/tmp\ndocs/**/*.bak\n"),
    Layout(name="allows-by-exception", ignore="**\n!src\n!docs\nsrc/tmp\n"),
    Layout(name="keeps-one-of-a-folder", ignore="node_modules\n!node_modules/keep\n"),
    Layout(name="dockerfile-in-a-folder", ignore="*.log\n", dockerfile="build/Dockerfile"),
    Layout(name="dockerfile-in-an-ignored-folder", ignore="build\n", dockerfile="build/Dockerfile"),
    Layout(name="build-args", ignore=None, flags=("--build-arg=VERSION=2", "--build-arg=GIVEN")),
    Layout(name="proxy", ignore=None, flags=("--build-arg=http_proxy=http://proxy.example:1",)),
)


@pytest.fixture(params=LAYOUTS, ids=lambda layout: layout.name)
def layout(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Layout, Path]:
    """Lay a build context out and give it with its directory."""
    chosen: Layout = request.param
    files = {
        "src/run.sh": "#!/bin/sh\n",
        "src/tmp/scratch": "x",
        "docs/a.md": "a",
        "docs/deep/b.bak": "b",
        "node_modules/big": "big",
        "node_modules/keep": "kept",
        "trace.log": "log",
        "a b ü.txt": "@",
        chosen.dockerfile: DOCKERFILE,
    }
    if chosen.ignore is not None:
        files[".dockerignore"] = chosen.ignore
    nonce = secrets.token_hex(8)
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.replace("@", nonce))
    (tmp_path / "src/run.sh").chmod(0o755)
    (tmp_path / "empty/er").mkdir(parents=True)
    (tmp_path / "link").symlink_to("./src/../docs/a.md")
    (tmp_path / "nowhere").symlink_to("missing")
    os.link(tmp_path / "docs/a.md", tmp_path / "src/hard")
    return chosen, tmp_path


def test_our_build_hits_the_cache_of_their_build(
    layout: tuple[Layout, Path], engine: Engine
) -> None:
    """After the person's own build every step of ours comes from the cache, and so do cuts."""
    chosen, context = layout
    theirs = _person_builds(engine, chosen, context)

    ours = _we_build(engine, chosen, context, lines=None)
    cuts = [_we_build(engine, chosen, context, lines=k) for k in range(2, 9)]

    assert [_ran(ours), *map(_ran, cuts)] == [[]] * 8
    assert _image(ours).startswith(f"sha256:{theirs}")


def test_their_build_hits_the_cache_of_ours(layout: tuple[Layout, Path], engine: Engine) -> None:
    """What we build first, cut by cut, the person's own build takes from the cache."""
    chosen, context = layout
    for lines in (4, 7):
        _we_build(engine, chosen, context, lines=lines)
    ours = _we_build(engine, chosen, context, lines=None)

    theirs = _person_builds(engine, chosen, context, all_cached=True)

    assert _image(ours).startswith(f"sha256:{theirs}")


def test_a_failing_step_is_told_and_leaves_no_container(engine: Engine, tmp_path: Path) -> None:
    """The step, its exit code, its two streams and the image before it are told."""
    mark = secrets.token_hex(8)
    (tmp_path / "Dockerfile").write_text(
        f"FROM bisectbuild-test/busybox\nRUN echo {mark}\n"
        f"RUN echo out {mark}; echo err >&2; exit 3\n"
    )

    events = _we_build(engine, Layout(name="failing", ignore=None), tmp_path, lines=None)

    finished = [event for event in events if isinstance(event, StepFinished)]
    final = events[-1]
    assert isinstance(final, BuildFinished)
    assert final.failure is not None
    assert (final.failure.step, final.failure.exit_code) == (finished[-1].id, 3)
    assert final.process_exit_code == 3
    assert [step.status for step in finished[1:]] == [StepStatus.DONE, StepStatus.FAILED]
    printed = {
        e.stream: e.data for e in events if isinstance(e, StepLog) and e.id == finished[-1].id
    }
    assert printed == {1: f"out {mark}\n".encode(), 2: b"err\n"}
    assert engine.docker("run", "--rm", finished[-2].image, "echo", "entered") == "entered\n"
    assert _containers(engine, mark) == []


def test_closing_the_build_stops_it(engine: Engine, tmp_path: Path) -> None:
    """A build that is no longer wanted ends on the daemon, and its container goes."""
    mark = secrets.token_hex(8)
    (tmp_path / "Dockerfile").write_text(
        f"FROM bisectbuild-test/busybox\nRUN echo {mark}; sleep 300\n"
    )
    builder = LegacyBuilder(choose("legacy", engine.env), engine.env)
    build = builder.build(_request(tmp_path / "Dockerfile", tmp_path, (), None))
    for event in build:
        if isinstance(event, StepLog) and mark.encode() in event.data:
            break
    running = _containers(engine, mark)

    build.close()

    assert len(running) == 1
    assert _gone_in_the_end(engine, mark)


def test_an_interrupt_stops_the_build(engine: Engine, tmp_path: Path) -> None:
    """Ctrl-C reaches the program in the middle of a step that says nothing."""
    mark = secrets.token_hex(8)
    (tmp_path / "Dockerfile").write_text(
        f"FROM bisectbuild-test/busybox\nRUN echo {mark}; sleep 300\n"
    )
    command = (sys.executable, "-c", PROGRAM, str(tmp_path))
    env = {**engine.env, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if mark.encode() in line:
                break

        child.send_signal(signal.SIGINT)

        _, errors = child.communicate(timeout=300)
    assert b"KeyboardInterrupt" in errors
    assert _gone_in_the_end(engine, mark)


def _person_builds(
    engine: Engine, layout: Layout, context: Path, *, all_cached: bool = False
) -> str:
    """Build as a person does, and give the short id of the image."""
    words = ("build", "-f", str(context / layout.dockerfile), *layout.flags, str(context))
    legacy = {**engine.env, "DOCKER_BUILDKIT": "0"}
    output = _with_env(engine, legacy).docker(*words)
    if all_cached:
        assert "Running in" not in output, output
        assert output.count("Using cache") == 7, output
    return output.partition("Successfully built ")[2].strip()


def _with_env(engine: Engine, env: dict[str, str]) -> Engine:
    return Engine(
        name=engine.name,
        builder="legacy",
        version=engine.version,
        client_version=engine.client_version,
        buildx_version=engine.buildx_version,
        env=env,
    )


def _we_build(
    engine: Engine, layout: Layout, context: Path, *, lines: int | None
) -> list[BuildEvent]:
    """Build the first lines of the Dockerfile, or all of it."""
    builder = LegacyBuilder(choose("legacy", engine.env), engine.env)
    path = context / layout.dockerfile
    return list(builder.build(_request(path, context, layout.flags, lines)))


def _request(path: Path, context: Path, flags: tuple[str, ...], lines: int | None) -> BuildRequest:
    data = b"".join(path.read_bytes().splitlines(keepends=True)[:lines])
    return BuildRequest(
        dockerfile=data,
        dockerfile_path=path,
        context=str(context),
        context_is_remote=False,
        target=None,
        flags=flags,
        labels=(),
        load=True,
    )


def _ran(events: list[BuildEvent]) -> list[str]:
    """Give the steps after FROM that did not come from the cache, or the failure."""
    final = events[-1]
    assert isinstance(final, BuildFinished)
    texts = {event.id: event.label.text for event in events if isinstance(event, StepStarted)}
    ended = [event for event in events if isinstance(event, StepFinished)]
    ran = [texts[step.id] for step in ended[1:] if step.status is not StepStatus.CACHED]
    return ran if final.failure is None else [*ran, final.failure.message]


def _image(events: list[BuildEvent]) -> str:
    final = events[-1]
    assert isinstance(final, BuildFinished)
    return final.image


def _containers(engine: Engine, mark: str) -> list[str]:
    """Give the containers whose command holds a mark; others may use the engine as well."""
    listed = engine.docker("ps", "-a", "--no-trunc", "--format", "{{.ID}} {{.Command}}")
    return [line.split()[0] for line in listed.splitlines() if mark in line]


def _gone_in_the_end(engine: Engine, mark: str) -> bool:
    """Give the daemon the time that it takes to kill and remove a container."""
    for _ in range(600):
        if not _containers(engine, mark):
            return True
        time.sleep(0.5)
    return False
