"""Telling which build of a bake or compose command failed, with a client that only answers."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bisectbuild.cli.ci.targets import single
from bisectbuild.cli.ci.wrapped import build_of
from bisectbuild.cli.secrets import secrets_of
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import UsageError

BAKE = ("docker", "buildx", "bake", "--file", "b.hcl")
WEB = {
    "context": "web",
    "dockerfile": "web.df",
    "target": "prod",
    "args": {"A": "x y", "FROM_ENV": None},
    "contexts": {"lib": "../lib"},
    "platforms": ["linux/amd64"],
    "secret": [{"id": "key", "src": "key.txt"}],
    "ssh": ["default"],
}
TAIL = " > [db 2/2] RUN x:\nERROR: target web: failed to solve: process did not complete\n"


def client(folder: Path, answer: object) -> dict[str, str]:
    """Make a docker that prints an answer, and its own words beside it; give the environment."""
    (folder / "answer").write_text(json.dumps(answer))
    docker = folder / "docker"
    docker.write_text(f'#!/bin/sh\necho "$*" > {folder}/asked\ncat {folder}/answer\n')
    docker.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}


def test_the_target_that_the_error_names_becomes_a_build(tmp_path: Path) -> None:
    """Whatever step's block stands before it; bake is asked, with the same words."""
    env = client(tmp_path, {"target": {"db": {"context": "."}, "web": WEB}})

    assert single(BAKE, env, TAIL) == (
        "docker",
        "buildx",
        "build",
        "--file=web/web.df",
        "--target=prod",
        "--build-arg=A=x y",
        "--build-arg=FROM_ENV",
        "--build-context=lib=../lib",
        "--platform=linux/amd64",
        "--secret=id=key,src=key.txt",
        "--ssh=default",
        "web",
    )
    assert (tmp_path / "asked").read_text() == "buildx bake --file b.hcl --print\n"


def test_the_only_target_needs_no_name_in_the_log(tmp_path: Path) -> None:
    """What it leaves open is what docker build takes."""
    env = client(tmp_path, {"target": {"db": {}}})

    assert single(BAKE, env, "") == ("docker", "buildx", "build", "--file=Dockerfile", ".")


def test_the_service_of_the_failed_step_becomes_a_build(tmp_path: Path) -> None:
    """Compose names it before the step alone; services that are pulled do not count."""
    services = {
        "web": {"build": {"context": "/src/web", "args": {"A": "b"}}},
        "api": {"build": {"context": "/src/api"}},
        "db": {"image": "postgres"},
    }
    env = client(tmp_path, {"services": services})
    words = ("docker", "compose", "-f", "c.yml", "build", "web", "api")

    found = single(words, env, " > [web builder 2/3] RUN x:\nfailed to solve: x\n")

    assert found == (
        "docker",
        "build",
        "--file=/src/web/Dockerfile",
        "--build-arg=A=b",
        "/src/web",
    )
    assert (tmp_path / "asked").read_text() == "compose -f c.yml config --format json\n"


SECRETS = {
    "npm": {"name": "shop_npm", "environment": "NPM_TOKEN"},
    "key": {"name": "shop_key", "file": "/src/key.txt"},
    "deploy": {"name": "shop_deploy", "external": True},
}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            ["--build-arg", "NPM_TOKEN=kx83hdk2"],
            ["--build-arg=A=b", "--build-arg=NPM_TOKEN=kx83hdk2"],
        ),
        (["--build-arg=A=c"], ["--build-arg=A=c"]),
        (["--build-arg", "FROM_ENV"], ["--build-arg=A=b", "--build-arg=FROM_ENV"]),
        (["--ssh", "default"], ["--build-arg=A=b", "--ssh=default"]),
        (["--memory", "2g", "--no-cache"], ["--build-arg=A=b"]),
    ],
)
def test_what_was_typed_for_compose_belongs_to_the_build(
    typed: list[str], words: list[str], tmp_path: Path
) -> None:
    """It is in no file; a build arg that is typed goes before the file's own."""
    build = {"context": "/x", "args": {"A": "b"}}
    env = client(tmp_path, {"services": {"web": {"build": build}}})

    found = single(("docker", "compose", "build", *typed, "web"), env, "")

    assert found == ("docker", "build", "--file=/x/Dockerfile", *words, "/x")


def test_a_secret_that_was_typed_for_compose_is_hidden(tmp_path: Path) -> None:
    """As one that was typed for `docker build` is."""
    (tmp_path / "Dockerfile").write_text("FROM x")
    env = client(tmp_path, {"services": {"web": {"build": {"context": str(tmp_path)}}}})
    words = ("docker", "compose", "build", "--build-arg", "NPM_TOKEN=kx83hdk2", "web")

    build = build_of(single(words, env, ""))

    assert secrets_of(build, parse(b"FROM x", name="Dockerfile"), {}) == ("kx83hdk2",)


def test_the_dollars_that_compose_doubles_are_single_in_the_build(tmp_path: Path) -> None:
    """Its context, and the secret that is hidden, are the real ones, too."""
    folder = tmp_path / "a$b"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM x")
    args = {"NPM_TOKEN": "pa$$w0rd-12345", "TWO": "$$$$x $${y}"}
    build = {"context": f"{tmp_path}/a$$b", "args": args, "shm_size": "1"}
    env = client(tmp_path, {"services": {"web": {"build": build}}})

    words = single(("docker", "compose", "build"), env, "")

    assert "--build-arg=NPM_TOKEN=pa$w0rd-12345" in words
    assert "--build-arg=TWO=$$x ${y}" in words
    assert words[-1] == str(folder)
    found = secrets_of(build_of(words), parse(b"FROM x", name="Dockerfile"), {})
    assert found == ("pa$w0rd-12345",)


def test_a_compose_that_doubles_no_dollars_is_taken_at_its_word(tmp_path: Path) -> None:
    """An odd one among them tells."""
    build = {"context": "/x", "args": {"A": "$$x", "B": "$y"}}
    env = client(tmp_path, {"services": {"web": {"build": build}}})

    words = single(("docker", "compose", "build"), env, "")

    assert {"--build-arg=A=$$x", "--build-arg=B=$y"} <= set(words)


def test_what_bake_escapes_is_bare_in_the_build(tmp_path: Path) -> None:
    """`${` and `%{` alone, and in args and hosts alone; other dollars are as they were."""
    args = {"A": "$${x} %%{y} $$ %%", "B": "$$${z}", "C": None}
    told = {"args": args, "extra-hosts": {"db": "$${ip}"}, "target": "$${t}"}
    env = client(tmp_path, {"target": {"web": told}})

    assert single(BAKE, env, "")[3:-1] == (
        "--file=Dockerfile",
        "--target=$${t}",
        "--build-arg=A=${x} %{y} $$ %%",
        "--build-arg=B=$${z}",
        "--build-arg=C",
        "--add-host=db:${ip}",
    )


@pytest.mark.parametrize(
    ("typed", "asked", "built"),
    [
        (
            "docker --context build compose build web",
            "--context build compose config --format json",
            "docker --context=build build",
        ),
        (
            "docker -D -H tcp://h:1 --tlsverify compose -f c.yml build",
            "-D -H tcp://h:1 --tlsverify compose -f c.yml config --format json",
            "docker --debug=true --host=tcp://h:1 --tlsverify=true build",
        ),
        (
            "docker-compose --context far build",
            "--context far config --format json",
            "docker --context=far build",
        ),
        (
            "docker -c far buildx bake web",
            "-c far buildx bake web --print",
            "docker --context=far buildx build",
        ),
        (
            "docker --config /c buildx -D --builder b bake",
            "--config /c buildx -D --builder b bake --print",
            "docker --config=/c buildx build --builder=b",
        ),
    ],
)
def test_flags_before_the_subcommand_are_asked_with_and_built_with(
    typed: str, asked: str, built: str, tmp_path: Path
) -> None:
    """They name the engine that built, and may name another builder."""
    told = {"context": "."}
    env = client(tmp_path, {"target": {"web": told}, "services": {"web": {"build": told}}})
    (tmp_path / "docker-compose").symlink_to("docker")

    words = single(tuple(typed.split()), env, "")

    assert (tmp_path / "asked").read_text() == f"{asked}\n"
    assert words == (*built.split(), "--file=Dockerfile", ".")


def test_a_build_in_another_context_is_read_as_one_that_was_typed_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine of that context is the one to open a shell in."""
    monkeypatch.setenv("DOCKER_CONTEXT", "near")
    monkeypatch.setenv("DOCKER_HOST", "tcp://near:1")
    (tmp_path / "Dockerfile").write_text("FROM x")
    env = client(tmp_path, {"services": {"web": {"build": {"context": str(tmp_path)}}}})

    build = build_of(single(("docker", "-D", "--context", "far", "compose", "build"), env, ""))

    assert build.context == tmp_path
    assert os.environ["DOCKER_CONTEXT"] == "far"


@pytest.mark.parametrize("flag", [("--builder", "remote"), ("--builder=remote",)])
@pytest.mark.parametrize("program", [("buildx", "bake"), ("compose", "build")])
def test_the_builder_that_was_typed_builds_again(
    program: tuple[str, ...], flag: tuple[str, ...], tmp_path: Path
) -> None:
    """Another one has another cache, and may be another machine."""
    (tmp_path / "Dockerfile").write_text("FROM x")
    told = {"context": str(tmp_path)}
    env = client(tmp_path, {"target": {"web": told}, "services": {"web": {"build": told}}})

    build = build_of(single(("docker", *program, *flag, "web"), env, ""))

    assert build.builder == "remote"


def test_a_secret_of_a_service_is_looked_up_in_the_project(tmp_path: Path) -> None:
    """The service only names it, and may give it a name of its own; others compose refuses."""
    secrets = [{"source": "npm"}, {"source": "key", "target": "ssh_key"}, {"source": "deploy"}]
    build = {"context": "/x", "secrets": [*secrets, "key", {"source": "nowhere"}]}
    env = client(tmp_path, {"services": {"web": {"build": build}}, "secrets": SECRETS})

    found = single(("docker", "compose", "build"), env, "")

    assert [word for word in found if word.startswith("--secret")] == [
        "--secret=id=npm,env=NPM_TOKEN",
        "--secret=id=ssh_key,src=/src/key.txt",
        "--secret=id=key,src=/src/key.txt",
    ]


def test_keys_that_bake_prints_as_objects_are_written_as_words(tmp_path: Path) -> None:
    """So newer bakes do."""
    ssh = [{"id": "default"}, {"id": "deploy", "paths": ["a", "b"]}]
    env = client(tmp_path, {"target": {"web": {"ssh": ssh}}})

    assert single(BAKE, env, "")[-3:] == ("--ssh=default", "--ssh=deploy=a,b", ".")


@pytest.mark.parametrize(
    ("words", "contexts", "value"),
    [
        (BAKE, "contexts", "target:base"),
        (("docker", "compose", "build"), "additional_contexts", "service:base"),
    ],
)
def test_a_build_on_another_of_the_same_file_is_not_taken_for_one_of_its_own(
    words: tuple[str, ...], contexts: str, value: str, tmp_path: Path
) -> None:
    """Docker build would look for an image, or a folder, of that name."""
    told = {"context": ".", contexts: {"base": value}}
    env = client(tmp_path, {"target": {"web": told}, "services": {"web": {"build": told}}})

    with pytest.raises(UsageError, match=f"web takes base from {value}"):
        single(words, env, "")


def test_where_nothing_tells_which_failed_none_is_guessed(tmp_path: Path) -> None:
    """The log alone is told then."""
    env = client(tmp_path, {"target": {"a": {}, "b": {}}})

    with pytest.raises(UsageError):
        single(BAKE, env, "ERROR: failed to solve: x\n")


@pytest.mark.parametrize("answer", [[], "x", {"target": []}, {"target": {"a": 1}}, {}])
def test_an_answer_that_is_none_is_refused(answer: object, tmp_path: Path) -> None:
    """Older and newer versions may print otherwise."""
    with pytest.raises(UsageError):
        single(BAKE, client(tmp_path, answer), TAIL)


@pytest.mark.parametrize(
    "words", [("docker", "bake"), ("docker", "buildx", "f"), ("docker", "-D", "bake", "web")]
)
def test_bake_has_other_names(words: tuple[str, ...], tmp_path: Path) -> None:
    """It is asked by the one that was typed."""
    found = single(words, client(tmp_path, {"target": {"web": WEB}}), "")

    assert found[-1] == "web"
    assert (tmp_path / "asked").read_text() == f"{' '.join(words[1:])} --print\n"


def test_a_dockerfile_inside_a_bake_file_is_no_file(tmp_path: Path) -> None:
    """All else of its build is known."""
    told = {**WEB, "dockerfile-inline": "FROM x"}

    words = single(BAKE, client(tmp_path, {"target": {"web": told}}), "")

    assert "--file=-" in words
    assert "--secret=id=key,src=key.txt" in words


@pytest.mark.parametrize(
    "line",
    [
        "docker build .",
        "make bake",
        "./x bake",
        "docker build bake",
        "compose build",
        "docker --context far build .",
        "docker buildx --builder bake build .",
        "docker --unknown compose build",
    ],
)
def test_other_commands_are_left_as_they_are(line: str) -> None:
    """Nothing is asked."""
    words = tuple(line.split())

    assert single(words, {"PATH": "/none"}, "") == words
