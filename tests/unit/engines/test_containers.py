"""Processes in images: what is asked of the engine, and that nothing of it stays behind."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.choose import Choice
from bisectbuild.engines.containers import LABEL, Containers, Stray
from bisectbuild.errors import EngineError
from bisectbuild.sandbox import ShellRequest
from tests.support.fake_daemon import Answer, FakeDaemon, fake_daemon

IMAGE = "sha256:" + "1" * 64
MADE = Answer(status=201, body={"Id": "c1"})
GONE = Answer(status=204)


def request(*argv: str, **changes: object) -> ShellRequest:
    """Ask for a command in the image."""
    fields: dict[str, object] = {"env": (), "session": "s1", "tty": False}
    return ShellRequest(image=IMAGE, argv=argv, **{**fields, **changes})  # type: ignore[arg-type] # any field


def containers(env: dict[str, str], program: str = "/usr/bin/docker") -> Containers:
    """Make the sandbox for an environment."""
    return Containers(Choice(kind=BuilderKind.LEGACY, program=program), env)


def output(*pieces: tuple[int, bytes]) -> bytes:
    """Frame output as the engine does: stream, length, bytes."""
    return b"".join(struct.pack(">BxxxL", kind, len(data)) + data for kind, data in pieces)


def running(*, start: Answer = GONE, code: int = 0, printed: bytes = b"") -> dict[str, Answer]:
    """Play the life of one container."""
    return {
        "/containers/create": MADE,
        "/containers/c1/json": Answer(body={"Id": "c1", "Config": {"Tty": False}}),
        "/containers/c1/attach": Answer(raw=printed, after="/containers/c1/start"),
        "/containers/c1/start": start,
        "/containers/c1/wait": Answer(body={"StatusCode": code}),
        "/containers/c1": GONE,
    }


def removed(daemon: FakeDaemon) -> list[str]:
    """Give what was removed, by path."""
    return [asked.path for asked in daemon.asked if asked.method == "DELETE"]


def test_a_command_runs_labelled_and_its_output_is_passed_on(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Stdout and stderr apart, the exit code, and the container removed."""
    printed = output((1, b"out\xff\n"), (2, b"err\n"))

    with fake_daemon(tmp_path, running(code=7, printed=printed)) as daemon:
        code = containers(daemon.env).run(request("sh", "-c", "x", env=(("A", "1"),)))

    made = json.loads(daemon.request("/containers/create").body)
    assert (made["Entrypoint"], made["Cmd"], made["Env"]) == (["sh"], ["-c", "x"], ["A=1"])
    assert (made["Labels"], made["OpenStdin"]) == ({LABEL: "s1"}, False)
    assert code == 7
    assert capsysbinary.readouterr() == (b"out\xff\n", b"err\n")
    assert removed(daemon) == ["/containers/c1"]
    assert daemon.request("/containers/c1").query == {
        "force": ["True"],
        "link": ["False"],
        "v": ["True"],
    }


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ('exec: "nope": executable file not found in $PATH', 127),
        ('exec: "/nope": stat /nope: no such file or directory', 127),
        ('exec: "/etc": permission denied', 126),
        ('exec: "/etc": is a directory', 126),
        ("cgroups: not mounted", 125),
    ],
)
def test_a_process_that_cannot_start_has_docker_runs_exit_code(
    words: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The engine's words are printed, and the container goes."""
    start = Answer(status=400, body={"message": words})

    with fake_daemon(tmp_path, running(start=start)) as daemon:
        given = containers(daemon.env).run(request("nope"))

    assert given == code
    assert words in capsys.readouterr().err
    assert removed(daemon) == ["/containers/c1"]


def test_an_image_that_is_gone_is_125_whatever_the_words(tmp_path: Path) -> None:
    """No container was made, so none is removed."""
    missing = Answer(status=404, body={"message": "No such image: no such file or directory"})

    with fake_daemon(tmp_path, {"/containers/create": missing}) as daemon:
        code = containers(daemon.env).run(request("x"))

    assert (code, removed(daemon)) == (125, [])


def test_no_engine_is_an_error(tmp_path: Path) -> None:
    """It is no exit code of a process."""
    env = {"DOCKER_HOST": f"unix://{tmp_path}/none", "DOCKER_CONFIG": str(tmp_path)}

    with pytest.raises(EngineError, match="no such socket"):
        containers(env).run(request("x"))


def test_a_terminal_is_the_docker_clients(tmp_path: Path) -> None:
    """It is handed the terminal; the container is named, labelled and removes itself."""
    client = tmp_path / "docker"
    client.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.args"\nexit 9\n')
    client.chmod(0o755)
    asked = request("sh", "-c", "a b", env=(("A", "x y"),), tty=True)

    code = containers({"PATH": "/usr/bin:/bin"}, str(client)).run(asked)

    words = (tmp_path / "docker.args").read_text().splitlines()
    name = words[words.index("--name") + 1]
    made = ["-it", "--name", name, "--label", f"{LABEL}=s1"]
    assert words == ["run", "--rm", *made, "-e", "A=x y", "--entrypoint", "sh", IMAGE, "-c", "a b"]
    assert name.startswith("bisectbuild-s1-")
    assert code == 9


def test_a_secret_is_not_seen_in_the_list_of_processes(tmp_path: Path) -> None:
    """Its value goes by the environment of the client; others stand in the words."""
    client = tmp_path / "docker"
    client.write_text('#!/bin/sh\nprintf "%s\\n" "$@" "$NPM_TOKEN" > "$0.args"\n')
    client.chmod(0o755)
    asked = request("sh", env=(("NPM_TOKEN", "hunter2"), ("PATH", "/x")), tty=True)

    containers({"PATH": "/usr/bin:/bin"}, str(client)).run(asked)

    words = (tmp_path / "docker.args").read_text().splitlines()
    assert "NPM_TOKEN" in words
    assert "NPM_TOKEN=hunter2" not in words
    assert "PATH=/x" in words
    assert words[-1] == "hunter2"


def _container(key: str, name: str) -> dict[str, object]:
    return {"Id": key, "Labels": {LABEL: "s1"}, "Names": [name]}


LISTED = {
    "/containers/json": Answer(
        body=[
            _container("c1", "/bisectbuild-s1-00ff"),
            _container("c2", "/bisectbuild-s2-00ff"),
            _container("c3", "/made-of-a-tagged-layer"),
        ]
    ),
    "/images/json": Answer(
        body=[
            {"Id": "sha256:i1", "RepoTags": ["bisectbuild/session:s1-3"]},
            {"Id": "sha256:i2", "RepoTags": ["mine:1", "bisectbuild/session:s1-4"]},
            {"Id": "sha256:i3", "RepoTags": ["bisectbuild/session:s2-3"]},
            {"Id": "sha256:i4", "RepoTags": None},
        ]
    ),
    "/containers/c1": GONE,
    "/images/bisectbuild/session:s1-3": Answer(body=[]),
    "/images/bisectbuild/session:s1-4": Answer(status=409, body={"message": "in use"}),
}


def test_only_what_bears_the_sessions_name_is_removed(tmp_path: Path) -> None:
    """What a person made from our layers inherits the label, and is theirs all the same."""
    with fake_daemon(tmp_path, LISTED) as daemon:
        containers(daemon.env).remove("s1")

    assert removed(daemon) == [
        "/containers/c1",
        "/images/bisectbuild/session:s1-3",
        "/images/bisectbuild/session:s1-4",
    ]
    query = daemon.request("/images/bisectbuild/session:s1-3").query
    assert query == {"force": ["False"], "noprune": ["True"]}


def test_strays_of_any_session_are_listed(tmp_path: Path) -> None:
    """Each by the name that is ours."""
    with fake_daemon(tmp_path, LISTED) as daemon:
        found = containers(daemon.env).strays()

    assert [str(stray) for stray in found] == [
        "container c1 (session s1)",
        "container c2 (session s2)",
        "image bisectbuild/session:s1-3 (session s1)",
        "image bisectbuild/session:s1-4 (session s1)",
        "image bisectbuild/session:s2-3 (session s2)",
    ]
    assert found[0] == Stray(kind="container", name="c1", session="s1")
    filters = json.loads(daemon.request("/images/json").query["filters"][0])
    assert filters == {"reference": ["bisectbuild/session:*"]}


def test_a_removal_that_the_engine_refuses_for_another_reason_is_told(tmp_path: Path) -> None:
    """Only what is gone or in use is passed over."""
    broken = {**LISTED, "/containers/c1": Answer(status=500, body={"message": "disk"})}

    with fake_daemon(tmp_path, broken) as daemon, pytest.raises(EngineError, match="disk"):
        containers(daemon.env).remove("s1")
