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
    fields: dict[str, object] = {"env": (), "session": "s1", "tty": False, "flags": ()}
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


@pytest.mark.parametrize(("tty", "flags"), [(True, ()), (False, ("--network=none",))])
def test_a_terminal_and_flags_are_the_docker_clients(
    flags: tuple[str, ...], tmp_path: Path, *, tty: bool
) -> None:
    """It is handed the terminal; the container is labelled and removes itself."""
    client = tmp_path / "docker"
    client.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.args"\nexit 9\n')
    client.chmod(0o755)
    asked = request("sh", "-c", "a b", env=(("A", "x y"),), tty=tty, flags=flags)

    code = containers({"PATH": "/usr/bin:/bin"}, str(client)).run(asked)

    words = (tmp_path / "docker.args").read_text().splitlines()
    terminal = ["-it"] if tty else []
    label = ["--label", f"{LABEL}=s1"]
    options = [*terminal, *label, "-e", "A=x y", "--entrypoint", "sh", *flags]
    assert words == ["run", "--rm", *options, IMAGE, "-c", "a b"]
    assert code == 9


def test_the_command_line_can_be_pasted() -> None:
    """Quoted for a shell, without our label."""
    line = containers({}).command_line(request("sh", "-c", "a 'b'", env=(("A", "$x"),), tty=True))

    assert line == (f"docker run --rm -it -e 'A=$x' --entrypoint sh {IMAGE} -c 'a '\"'\"'b'\"'\"''")


LISTED = {
    "/containers/json": Answer(body=[{"Id": "c1", "Labels": {LABEL: "s1"}}]),
    "/images/json": Answer(
        body=[
            {"Id": "sha256:i1", "Labels": {LABEL: "s1"}, "RepoTags": ["<none>:<none>"]},
            {"Id": "sha256:i2", "Labels": {LABEL: "s1"}, "RepoTags": ["bisectbuild/s1:x"]},
            {"Id": "sha256:i3", "Labels": {LABEL: "s1"}, "RepoTags": ["mine:1"]},
            {"Id": "sha256:i4", "Labels": {LABEL: "s1"}, "RepoTags": None},
        ]
    ),
    "/containers/c1": GONE,
    "/images/sha256:i1": Answer(body=[]),
    "/images/bisectbuild/s1:x": Answer(body=[]),
    "/images/sha256:i4": Answer(status=409, body={"message": "image has dependent child images"}),
}


def test_only_what_carries_the_sessions_label_is_removed(tmp_path: Path) -> None:
    """No image that a person has tagged, no parent of an image, nothing that is in use."""
    with fake_daemon(tmp_path, LISTED) as daemon:
        containers(daemon.env).remove("s1")

    assert removed(daemon) == [
        "/containers/c1",
        "/images/sha256:i1",
        "/images/bisectbuild/s1:x",
        "/images/sha256:i4",
    ]
    filters = json.loads(daemon.request("/images/json").query["filters"][0])
    assert filters == {"label": [f"{LABEL}=s1"]}
    assert daemon.request("/images/sha256:i1").query == {"force": ["False"], "noprune": ["True"]}


def test_strays_of_any_session_are_listed_and_removed(tmp_path: Path) -> None:
    """What a person tagged is none."""
    with fake_daemon(tmp_path, LISTED) as daemon:
        found = containers(daemon.env).strays()
        containers(daemon.env).remove_all()

    assert [str(stray) for stray in found] == [
        "container c1 (session s1)",
        "image i1 (session s1)",
        "image i2 (session s1)",
        "image i4 (session s1)",
    ]
    assert found[0] == Stray(kind="container", id="c1", session="s1")
    filters = json.loads(daemon.request("/images/json").query["filters"][0])
    assert filters == {"label": [LABEL]}
    assert len(removed(daemon)) == 4


def test_a_removal_that_the_engine_refuses_for_another_reason_is_told(tmp_path: Path) -> None:
    """Only what is gone or in use is passed over."""
    broken = {**LISTED, "/containers/c1": Answer(status=500, body={"message": "disk"})}

    with fake_daemon(tmp_path, broken) as daemon, pytest.raises(EngineError, match="disk"):
        containers(daemon.env).remove("s1")
