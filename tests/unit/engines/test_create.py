"""What the engine is asked for a container: a daemon that only plays."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.choose import Choice
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.errors import EngineError
from bisectbuild.sandbox import ContainerRequest
from tests.support.fake_daemon import Answer, fake_daemon

SESSION = "0000000a-0000000b-1"
PROXIES = {"proxies": {"default": {"httpProxy": "http://bob:hunter2@proxy:3128"}}}
ANSWERS = {
    "/version": Answer(body={"ApiVersion": "1.43", "Arch": "amd64", "Version": "24.0.0"}),
    "/containers/create": Answer(status=201, body={"Id": "c1"}),
    "/containers/c1/archive": Answer(status=404, body={"message": "no such file"}),
    "/containers/c1/export": Answer(body={}),
    "/containers/c1": Answer(status=204),
    "/images/like/json": Answer(body={"Config": {"Env": ["A=1"]}}),
    "/images/json": Answer(body=[{"RepoTags": ["busybox:1"]}]),
    "/images/create": Answer(body={"status": "sha256:i1"}),
    "/commit": Answer(status=201, body={"Id": "sha256:i2"}),
}


def _open(sandbox: DockerSandbox) -> None:
    sandbox.open(ContainerRequest(image="like", session=SESSION, env=(("HTTP_PROXY", "x"),)))


def _leave(sandbox: DockerSandbox) -> None:
    sandbox.image_of("c1", "like", SESSION)


def _find_tools(sandbox: DockerSandbox) -> None:
    sandbox.tool_image(SESSION)


@pytest.mark.parametrize("act", [_open, _leave, _find_tools])
def test_no_container_of_ours_has_the_proxies_that_a_commit_would_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[DockerSandbox], None]
) -> None:
    """Not those of config.json, with their logins, and not the request's: a process has these."""
    (tmp_path / "config.json").write_text(json.dumps(PROXIES))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))  # Of docker-py itself, not of ours.
    with fake_daemon(tmp_path, ANSWERS) as daemon:
        env = {**daemon.env, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        choice = Choice(kind=BuilderKind.LEGACY, program="docker")
        with closing(DockerSandbox(choice, env)) as sandbox, suppress(EngineError):
            act(sandbox)  # No files go in or out here.
        told: dict[str, Any] = json.loads(daemon.request("/containers/create").body)

    assert not told.get("Env")
    assert not any(b"hunter2" in asked.body for asked in daemon.asked)


def test_the_engine_is_asked_once_for_its_machine(tmp_path: Path) -> None:
    """It has no other in one session, and to tell of it takes time."""
    info = Answer(body={"Architecture": "aarch64", "MemTotal": 7})
    with fake_daemon(tmp_path, {**ANSWERS, "/info": info}) as daemon:
        choice = Choice(kind=BuilderKind.LEGACY, program="docker")
        with closing(DockerSandbox(choice, daemon.env)) as sandbox:
            assert sandbox.machine() == sandbox.machine()
            assert sandbox.machine().cpu == "arm64"

    assert [asked.path for asked in daemon.asked].count("/info") == 1
