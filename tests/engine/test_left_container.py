"""What a failed step of the legacy builder leaves: entered, kept, and never in anyone's cache."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bisectbuild.builder import BuildRequest, StepFinished, StepStatus
from bisectbuild.engines.choose import choose
from bisectbuild.engines.legacy import LegacyBuilder
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.sandbox import Container, ContainerRequest, Process
from bisectbuild.session import Session, noted
from tests.support.matrix import Engine
from tests.support.program import PATIENCE, wait_until

pytestmark = pytest.mark.engine

DOCKERFILE = """FROM bisectbuild-test/debian
ENV A="it's \\"b\\" \\$c" D=e
WORKDIR /srv/here
SHELL ["/bin/bash", "-c"]
LABEL mine=yes
USER nobody
ENTRYPOINT ["x"]
RUN echo {mark} >/tmp/good
RUN echo left >/tmp/left; ln -s /tmp/left /tmp/link; exit 7
"""
SLOW = "FROM bisectbuild-test/debian\nRUN echo {mark}; sleep 300\n"
PROGRAM = """
import os, sys
from pathlib import Path
from bisectbuild.builder import BuildRequest
from bisectbuild.engines.choose import choose
from bisectbuild.engines.legacy import LegacyBuilder
from bisectbuild.session import begin
context = Path(sys.argv[1])
path = context / "Dockerfile"
request = BuildRequest(
    dockerfile=path.read_bytes(), dockerfile_path=path, context=str(context),
    context_is_remote=False, target=None, flags=(), labels=(), load=True,
)
session = begin()
builder = LegacyBuilder(choose("legacy", os.environ), os.environ, session.note)
for event in builder.build(request):
    print(getattr(event, "data", b""), flush=True)
"""


@pytest.fixture
def legacy(engine: Engine, tmp_path: Path) -> dict[str, str]:
    """Give the environment of a person who uses the legacy builder, with a state folder."""
    return {**engine.env, "DOCKER_BUILDKIT": "0", "XDG_STATE_HOME": str(tmp_path / "state")}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Give a session of another machine, which nobody else cleans away."""
    name = f"{os.urandom(4).hex()}-7e577e57-{os.getpid()}"
    folder = tmp_path / "state" / "bisectbuild" / name
    folder.mkdir(parents=True)
    return Session(id=name, folder=folder)


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """Give a build context whose last step fails."""
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text(DOCKERFILE.format(mark=os.urandom(8).hex()))
    return folder


@pytest.fixture
def sandbox(legacy: dict[str, str], session: Session) -> Iterator[DockerSandbox]:
    """Give a sandbox whose session is cleaned away in the end, without rest."""
    with closing(DockerSandbox(choose("legacy", legacy), legacy)) as made:
        yield made
        journal = noted(legacy)
        made.remove(session.id, journal.get(session.id, ()))
        assert not [stray for stray in made.strays(journal) if stray.session == session.id]


def built(context: Path, legacy: dict[str, str], session: Session) -> list[StepFinished]:
    """Build it; give how each step ended."""
    path = context / "Dockerfile"
    request = BuildRequest(
        dockerfile=path.read_bytes(),
        dockerfile_path=path,
        context=str(context),
        context_is_remote=False,
        target=None,
        flags=(),
        labels=(),
        load=True,
    )
    builder = LegacyBuilder(choose("legacy", legacy), legacy, session.note)
    return [event for event in builder.build(request) if isinstance(event, StepFinished)]


def printed(container: Container, script: str) -> str:
    """Run a script; give what it printed."""
    return container.capture(Process(argv=("/bin/sh", "-c", script))).stdout.decode()


def build_again(context: Path, legacy: dict[str, str]) -> str:
    """Build as the person does, with docker itself; give what it said of a build that fails."""
    done = subprocess.run(
        ("docker", "build", "."),
        cwd=context,
        env=legacy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stdout + done.stderr
    return done.stdout


def test_only_the_step_that_failed_leaves_its_container(
    context: Path, legacy: dict[str, str], session: Session, sandbox: DockerSandbox
) -> None:
    """Its id is told with the step, and written down."""
    *passed, failed = built(context, legacy, session)

    assert failed.status is StepStatus.FAILED
    assert [step.container for step in passed] == [""] * len(passed)
    assert noted(legacy)[session.id] == (failed.container,)
    assert f"container {failed.container[:12]} (session {session.id})" in [
        str(stray) for stray in sandbox.strays(noted(legacy))
    ]


def test_what_a_failed_step_left_is_an_image_configured_as_the_one_before(
    context: Path, legacy: dict[str, str], session: Session, sandbox: DockerSandbox
) -> None:
    """Files, variables, user, folder and shell."""
    *_, good, failed = built(context, legacy, session)

    image = sandbox.image_of(failed.container, good.image, session.id)

    facts, before = sandbox.facts(image), sandbox.facts(good.image)
    assert (facts.env, facts.user, facts.workdir) == (before.env, before.user, before.workdir)
    assert (facts.shell, before.shell) == (("/bin/bash", "-c"),) * 2
    request = ContainerRequest(image=image, session=session.id, user=facts.user)
    container = sandbox.open(request)
    told = printed(container, 'cat /tmp/link; stat -c %U /tmp/left; pwd; echo "$A"')
    assert told == 'left\nnobody\n/srv/here\nit\'s "b" $c\n'


def test_nothing_that_is_made_of_it_answers_for_the_step(
    context: Path, legacy: dict[str, str], session: Session, sandbox: DockerSandbox, engine: Engine
) -> None:
    """The person's own build still fails there, and has every step before from the cache."""
    *_, good, failed = built(context, legacy, session)
    names = [f"bisectbuild-test-kept:{session.id}-{number}" for number in range(2)]

    image = sandbox.image_of(failed.container, good.image, session.id)
    for name, kept in zip(names, (good.image, image), strict=True):
        container = sandbox.open(ContainerRequest(image=kept, session=session.id))
        printed(container, "echo mended >/tmp/left")
        container.keep(name)
    try:
        told = build_again(context, legacy)
    finally:
        sandbox.remove(session.id)
        engine.docker("rmi", *names)
    steps = DOCKERFILE.count("\n")
    assert told.count("Using cache") == steps - 2
    assert build_again(context, legacy).count("Using cache") == steps - 2


def test_a_killed_program_leaves_what_its_journal_names(
    context: Path, legacy: dict[str, str], sandbox: DockerSandbox, engine: Engine
) -> None:
    """The next clean-up finds the container of the step that ran, and removes it."""
    mark = os.urandom(8).hex()
    (context / "Dockerfile").write_text(SLOW.format(mark=mark))
    program = subprocess.Popen(
        (sys.executable, "-c", PROGRAM, context), env=legacy, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    for line in program.stdout:
        if mark in line:
            break
    program.kill()
    program.wait(PATIENCE)
    program.stdout.close()

    ((killed, (container,)),) = [item for item in noted(legacy).items() if item[1]]

    def ended() -> bool:
        return engine.docker("ps", "--quiet", f"--filter=id={container}") == ""

    wait_until(ended, "the daemon to end the build")
    sandbox.remove(killed, noted(legacy)[killed])

    def gone() -> bool:  # The daemon may be removing it itself by now, which takes its time.
        return engine.docker("ps", "--all", "--quiet", f"--filter=id={container}") == ""

    wait_until(gone, "the end of the container")
