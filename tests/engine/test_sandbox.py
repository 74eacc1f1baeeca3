"""The sandbox on real engines: containers, what runs in them, what is kept, what stays behind."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.choose import Choice
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.errors import EngineError, MissingPathError
from bisectbuild.sandbox import (
    HOME,
    Change,
    Container,
    ContainerRequest,
    File,
    Limits,
    Mount,
    Process,
)
from tests.support.matrix import Engine

pytestmark = pytest.mark.engine
DEBIAN, BUSYBOX = "bisectbuild-test/debian", "bisectbuild-test/busybox"


@pytest.fixture
def session() -> str:
    """Give the id of a session of another machine, which nobody else cleans away."""
    return f"{os.urandom(4).hex()}-7e577e57-{os.getpid()}"


@pytest.fixture
def sandbox(engine: Engine, session: str) -> Iterator[DockerSandbox]:
    """Give a sandbox; nothing that it made may be left in the end."""
    choice = Choice(kind=BuilderKind.LEGACY, program="docker")
    with closing(DockerSandbox(choice, engine.env)) as made:
        yield made
        made.remove(session)
        assert not [stray for stray in made.strays({}) if stray.session == session]


def opened(sandbox: DockerSandbox, session: str, image: str = DEBIAN, **more: object) -> Container:
    """Open a container."""
    return sandbox.open(ContainerRequest(image=image, session=session, **more))  # type: ignore[arg-type] # any field


def told(container: Container, script: str, **more: str) -> str:
    """Run a script; give what it printed."""
    ended = container.capture(Process(argv=(container.shell, "-c", script), **more))  # type: ignore[arg-type] # any field
    return (ended.stdout + ended.stderr).decode()


def one_file(data: bytes) -> bytes:
    """Give the content of the only file of a tar."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        content = tar.extractfile(tar.getmembers()[0])
        assert content is not None
        return content.read()


def packed(name: str, data: bytes) -> bytes:
    """Give a tar of one file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def test_what_a_process_prints_comes_apart_with_its_code(
    sandbox: DockerSandbox, session: str
) -> None:
    """Bytes are passed through, whatever they are."""
    container = opened(sandbox, session)
    argv = ("/bin/sh", "-c", r"printf 'out\377'; printf err >&2; exit 7")

    ended = container.capture(Process(argv=argv))

    assert (ended.code, ended.stdout, ended.stderr) == (7, b"out\xff", b"err")


def test_output_is_passed_on(
    sandbox: DockerSandbox, session: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Each to its own stream."""
    code = opened(sandbox, session).run(
        Process(argv=("/bin/sh", "-c", "echo a; echo b >&2; exit 3"))
    )

    assert (code, capfdbinary.readouterr()) == (3, (b"a\n", b"b\n"))


def test_much_input_and_output_pass_at_once(sandbox: DockerSandbox, session: str) -> None:
    """Neither waits for the other."""
    data = os.urandom(8_000_000)

    ended = opened(sandbox, session).capture(Process(argv=("cat",)), data)

    assert ended.stdout == data


@pytest.mark.parametrize(
    ("argv", "code"), [("nope", 127), ("/nope", 127), ("/etc/passwd", 126), ("/etc", 126)]
)
def test_a_process_that_cannot_start_has_dockers_exit_code(
    argv: str, code: int, sandbox: DockerSandbox, session: str
) -> None:
    """The engine's words are told as an error of it."""
    ended = opened(sandbox, session).capture(Process(argv=(argv,)))

    assert (ended.code, ended.stdout) == (code, b"")
    assert b"exec" in ended.stderr


def test_a_user_that_the_image_does_not_know_is_named(sandbox: DockerSandbox, session: str) -> None:
    """The container itself runs all the same."""
    container = opened(sandbox, session)

    with pytest.raises(EngineError, match=r"no user `ghost`.*passwd"):
        container.capture(Process(argv=("true",), user="ghost"))
    assert told(container, "id -u") == "0\n"


def test_a_process_has_the_requests_variables_and_its_own(
    sandbox: DockerSandbox, session: str
) -> None:
    """User, home and folder are as in a step."""
    container = opened(
        sandbox, session, env=(("A", "1"), ("B", "2")), user="nobody", workdir="/tmp"
    )
    process = Process(argv=("/bin/sh", "-c", "echo $A $B $HOME; pwd; id -un"), env=(("B", "3"),))

    assert container.capture(process).stdout == b"1 3 /nonexistent\n/tmp\nnobody\n"


def test_limits_of_the_build_hold(sandbox: DockerSandbox, session: str) -> None:
    """The engine takes them all."""
    limits = Limits(
        network="none",
        extra_hosts=("there:10.1.2.3", "there:10.1.2.4"),
        shm_size=8 * 1024 * 1024,
        ulimits=(("nofile", 123, 456),),
        memory=64 * 1024 * 1024,
        memory_swap=128 * 1024 * 1024,
        cpu_shares=512,
    )

    container = opened(sandbox, session, limits=limits, hostname="box")

    script = "hostname; ulimit -H -n; grep -c there /etc/hosts; df -k /dev/shm | tail -1"
    name, files, hosts, shm = told(container, script).splitlines()
    # The soft limit is raised at times by the runtime's own start (runc 1.1 built with Go 1.19).
    assert (name, files, hosts, shm.split()[1]) == ("box", "456", "2", "8192")


def test_an_image_without_a_shell_is_entered_with_our_tools(
    sandbox: DockerSandbox, session: str
) -> None:
    """Its root is reached from one place, and nothing else is in it."""
    container = opened(sandbox, session, sandbox.empty_image(session))

    assert not container.has_shell
    assert told(container, f"{HOME}/bin/ls {HOME}/root/{HOME}") == "bin\nroot\n"
    assert told(container, f"{HOME}/bin/echo /*") == "/dev /etc /proc /sys\n"


def test_our_tools_come_along_where_they_are_asked_for(
    sandbox: DockerSandbox, session: str
) -> None:
    """The shell stays the image's own."""
    container = opened(sandbox, session, toolbox=True)

    assert container.has_shell
    assert told(container, f"{HOME}/bin/busybox echo hi") == "hi\n"


def test_the_tool_image_can_be_built_from(
    engine: Engine, sandbox: DockerSandbox, session: str
) -> None:
    """It holds the toolbox and no more."""
    name = sandbox.tool_image(session)

    assert engine.docker("run", "--rm", name, "/busybox", "echo", "hi") == "hi\n"


def test_files_are_read_and_written(sandbox: DockerSandbox, session: str) -> None:
    """As docker cp does."""
    container = opened(sandbox, session)

    container.write("/tmp", [packed("x", b"data\0")])

    assert one_file(b"".join(container.read("/tmp/x"))) == b"data\0"
    with pytest.raises(MissingPathError):
        b"".join(container.read("/nope"))
    with pytest.raises(MissingPathError):
        container.write("/nope", [packed("x", b"")])


def test_a_volume_is_filled_in_one_container_and_read_in_another(
    sandbox: DockerSandbox, session: str
) -> None:
    """Read-only where it is asked for."""
    volume = sandbox.volume(session, "context")
    mount = Mount(kind="volume", target=f"{HOME}/context", source=volume)
    filling = opened(sandbox, session, mounts=(mount,))
    filling.write(mount.target, [packed("x", b"data")])
    filling.close()
    seen = Mount(kind="volume", target=mount.target, source=volume, read_only=True)
    temporary = Mount(kind="tmpfs", target="/scratch", size=1024 * 1024)

    container = opened(sandbox, session, mounts=(seen, temporary))

    script = (
        f"cat {HOME}/context/x; echo; touch {HOME}/context/y || echo no; df -k /scratch | tail -1"
    )
    printed = told(container, script).split()
    assert (printed[0], "no" in printed, "1024" in printed) == ("data", True, True)


def test_changes_are_told_without_what_is_ours(sandbox: DockerSandbox, session: str) -> None:
    """Neither our files nor the engine's are changes."""
    container = opened(sandbox, session, files=(File(path=f"{HOME}/enter", data=b""),))
    told(container, "echo x >/srv/new; rm /etc/debian_version")

    assert set(sandbox.changes(container.id)) == {
        Change(path="/srv", kind="changed"),
        Change(path="/srv/new", kind="added"),
        Change(path="/etc", kind="changed"),
        Change(path="/etc/debian_version", kind="removed"),
    }


CONFIGURED = """FROM bisectbuild-test/debian
ENV A="b c" D='$E'
RUN mkdir /srv/here
WORKDIR /srv/here
VOLUME /volume
EXPOSE 80
LABEL mine=yes
STOPSIGNAL SIGUSR1
SHELL ["/bin/bash", "-c"]
HEALTHCHECK --interval=1s CMD touch /checked
USER nobody
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["echo hi"]
"""


@pytest.fixture
def configured(engine: Engine, session: str) -> Iterator[str]:
    """Give an image that has something of all in its configuration."""
    name = f"bisectbuild-test-configured:{session}"
    engine.docker("build", "--tag", name, "-", text=CONFIGURED)
    yield name
    engine.docker("rmi", name)


def configuration(engine: Engine, image: str) -> str:
    """Give what an image is configured to be, our labels and the health check left out."""
    fields = "Env User WorkingDir Entrypoint Cmd Volumes ExposedPorts Shell StopSignal Healthcheck"
    form = " ".join(f"{{{{json .Config.{field}}}}}" for field in fields.split())
    return engine.docker("image", "inspect", f"--format={form} {{{{.Config.Labels.mine}}}}", image)


def test_what_is_kept_is_the_step_and_nothing_of_ours(
    configured: str, engine: Engine, sandbox: DockerSandbox, session: str
) -> None:
    """Configuration, variables and files are those of the image and of what was done in it."""
    name = f"bisectbuild-test-kept:{session}"
    image = sandbox.facts(configured).id
    files = (File(path=f"{HOME}/history", data=b"", mode=0o666),)
    container = opened(sandbox, session, image, env=(("ARG", "secret"),), files=files)
    told(container, f"echo typed >{HOME}/history; echo x >/srv/new")

    kept = container.keep(name)
    try:
        assert sandbox.facts(name).id == kept
        assert configuration(engine, name) == configuration(engine, configured)
        seen = engine.docker("run", "--rm", name, "ls -A / | grep bisect; cat /srv/new; env")
        assert "x\n" in seen
        assert "bisectbuild" not in seen
        assert "secret" not in seen
        # The container goes on as it was.
        assert told(container, f"cat {HOME}/history; ls {HOME}/root").startswith("typed\n")
    finally:
        engine.docker("rmi", name)


def test_what_has_no_rm_is_kept_all_the_same(
    engine: Engine, sandbox: DockerSandbox, session: str
) -> None:
    """Our own tools take themselves away."""
    name = f"bisectbuild-test-kept:{session}"
    container = opened(sandbox, session, sandbox.empty_image(session))

    container.keep(name)
    try:
        looking = opened(sandbox, session, sandbox.facts(name).id)
        assert told(looking, f"{HOME}/bin/ls {HOME}") == "bin\nroot\n"
        assert told(container, f"{HOME}/bin/echo hi") == "hi\n"
        history = engine.docker("history", "--format={{.Size}}", name)
        assert "MB" not in history
    finally:
        looking.close()
        engine.docker("rmi", name)


def test_a_health_check_of_the_image_never_runs(
    configured: str, engine: Engine, sandbox: DockerSandbox, session: str
) -> None:
    """It is for the finished image."""
    container = opened(sandbox, session, configured)

    told_health = engine.docker("inspect", "--format={{json .State.Health}}", container.id)
    assert told_health.strip() in {"null", "<nil>"}


def test_a_container_that_a_person_made_of_ours_stays(
    engine: Engine, sandbox: DockerSandbox, session: str
) -> None:
    """It inherits the label; the name makes what is ours."""
    theirs = engine.docker("create", sandbox.empty_image(session), "x").strip()
    try:
        sandbox.remove(session)
        assert engine.docker("ps", "--all", "--quiet", "--no-trunc", f"--filter=id={theirs}")
    finally:
        engine.docker("rm", theirs)


def test_an_image_that_is_not_there_is_an_error(sandbox: DockerSandbox, session: str) -> None:
    """It is told as the engine tells it."""
    with pytest.raises(EngineError, match=r"(?i)no such image"):
        opened(sandbox, session, "sha256:" + "0" * 64)
    with pytest.raises(EngineError, match=r"(?i)no such image"):
        sandbox.facts("bisectbuild-test/none")


def test_history_and_facts_tell_of_an_image(configured: str, sandbox: DockerSandbox) -> None:
    """The newest layer first."""
    facts = sandbox.facts(configured)

    assert dict(facts.env)["A"] == "b c"
    assert (facts.user, facts.workdir, facts.shell) == ("nobody", "/srv/here", ("/bin/bash", "-c"))
    assert "echo hi" in sandbox.history(configured)[0].created_by


def test_the_machine_of_an_engine_is_told(sandbox: DockerSandbox) -> None:
    """Its memory in bytes, its processor in Docker's words."""
    machine = sandbox.machine()

    assert machine.memory > 2**28
    assert machine.cpu in {"amd64", "arm64"}


def test_the_toolbox_is_found_without_a_cache_and_then_kept(
    engine: Engine, session: str, tmp_path: Path
) -> None:
    """It is taken from an image of the engine."""
    env = {**engine.env, "XDG_CACHE_HOME": str(tmp_path)}
    choice = Choice(kind=BuilderKind.LEGACY, program="docker")

    with closing(DockerSandbox(choice, env)) as sandbox:
        sandbox.tool_image(session)
        left = [stray for stray in sandbox.strays({}) if stray.session == session]
        sandbox.remove(session)

    assert [stray.kind for stray in left] == ["image"]
    assert len(list(tmp_path.glob("bisectbuild/toolbox/*/busybox"))) == 1
