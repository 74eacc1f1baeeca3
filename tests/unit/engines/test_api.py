"""The engine is found where docker finds it, and its troubles are told with advice."""

from __future__ import annotations

import hashlib
import json
import ssl
from pathlib import Path

import pytest

from bisectbuild.engines.api import (
    DEFAULT_ADDRESS,
    connect,
    explain,
    find_endpoint,
    prefers_buildkit,
    refusal_of,
    refusals,
    status_of,
)
from bisectbuild.errors import EngineError, ExitCode
from tests.support.fake_daemon import Answer, fake_daemon


def make_context(folder: Path, name: str, *, tls: bool = False, **docker: object) -> None:
    """Write a docker context as the client stores it."""
    key = hashlib.sha256(name.encode()).hexdigest()
    meta = folder / "contexts" / "meta" / key / "meta.json"
    meta.parent.mkdir(parents=True)
    meta.write_text(json.dumps({"Name": name, "Endpoints": {"docker": docker}}))
    if tls:
        certificates = folder / "contexts" / "tls" / key / "docker"
        certificates.mkdir(parents=True)
        for part in ("ca", "cert", "key"):
            (certificates / f"{part}.pem").write_text("x")


@pytest.mark.parametrize(
    ("env", "config", "address"),
    [
        ({}, {}, DEFAULT_ADDRESS),
        ({"DOCKER_HOST": "tcp://h:1"}, {"currentContext": "mine"}, "tcp://h:1"),
        ({"DOCKER_HOST": "tcp://h:1", "DOCKER_CONTEXT": "mine"}, {}, "tcp://h:1"),
        ({"DOCKER_CONTEXT": "mine"}, {}, "unix:///mine"),
        ({"DOCKER_HOST": ""}, {"currentContext": "mine"}, "unix:///mine"),
        ({"DOCKER_CONTEXT": "default"}, {"currentContext": "mine"}, DEFAULT_ADDRESS),
    ],
)
def test_host_comes_before_context_before_configuration(
    env: dict[str, str], config: dict[str, str], address: str, tmp_path: Path
) -> None:
    """In the client's order, with the socket at the end."""
    make_context(tmp_path, "mine", Host="unix:///mine")
    if config:
        (tmp_path / "config.json").write_text(json.dumps(config))

    endpoint = find_endpoint({"DOCKER_CONFIG": str(tmp_path), **env})

    assert endpoint.address == address


def test_a_contexts_certificates_are_used(tmp_path: Path) -> None:
    """They lie beside it; SkipTLSVerify is its own switch."""
    make_context(tmp_path, "far", tls=True, Host="tcp://far:2376", SkipTLSVerify=True)

    endpoint = find_endpoint({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "far"})

    assert endpoint.context == "far"
    assert endpoint.tls is not None
    assert (endpoint.tls.verify, endpoint.tls.cert is not None) == (False, True)


@pytest.mark.parametrize(("content", "words"), [(None, "There is no"), ("{}", "cannot be read")])
def test_a_context_that_is_not_there_is_told(
    content: str | None, words: str, tmp_path: Path
) -> None:
    """With the command that lists or shows contexts."""
    if content is not None:
        make_context(tmp_path, "x")
        next(tmp_path.rglob("meta.json")).write_text(content)

    with pytest.raises(EngineError, match=words) as caught:
        find_endpoint({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "x"})

    assert "docker context" in caught.value.hint


def test_unusable_tls_settings_are_told(tmp_path: Path) -> None:
    """The certificates named by DOCKER_CERT_PATH must be there."""
    env = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path), "DOCKER_HOST": "tcp://h:1"}

    with pytest.raises(EngineError, match="TLS settings") as caught:
        find_endpoint(env)

    assert "DOCKER_CERT_PATH" in caught.value.hint


def test_no_socket_is_told_with_what_to_do(tmp_path: Path) -> None:
    """The exit code is that of a missing engine."""
    with pytest.raises(EngineError, match="no such socket") as caught:
        connect({"DOCKER_HOST": f"unix://{tmp_path}/none", "DOCKER_CONFIG": str(tmp_path)})

    assert "systemctl start docker" in caught.value.hint
    assert caught.value.exit_code is ExitCode.NO_ENGINE


def test_a_daemon_that_is_down_is_told(tmp_path: Path) -> None:
    """Its socket may still lie there."""
    with fake_daemon(tmp_path, {}) as daemon:
        env = daemon.env

    with pytest.raises(EngineError, match="not running"):
        connect(env)


def test_an_old_engine_is_refused(tmp_path: Path) -> None:
    """With the version that is needed."""
    old = {"/version": Answer(body={"ApiVersion": "1.39"})}

    with (
        fake_daemon(tmp_path, old) as daemon,
        pytest.raises(EngineError, match="too old") as caught,
    ):
        connect(daemon.env)

    assert "19.03" in caught.value.hint


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (PermissionError(13, "denied"), "permission denied", "usermod -aG docker"),
        (ConnectionResetError(104, "reset"), "closed the connection", "docker version"),
        (TimeoutError("slow"), "does not answer in time", "docker version"),
        (ssl.SSLError("bad certificate"), "do not agree on TLS", "DOCKER_TLS_VERIFY"),
        (RuntimeError("Client sent an HTTP request to an HTTPS server."), "wants TLS", "TLS"),
        (RuntimeError("Install paramiko package"), "over SSH", "pip install paramiko"),
        (RuntimeError("odd"), "cannot be talked to: odd", "docker version"),
    ],
)
def test_the_innermost_cause_is_explained(error: Exception, message: str, hint: str) -> None:
    """However many layers of libraries have wrapped it."""
    outer = RuntimeError("aborted", error)
    outer.__cause__ = ValueError("wrapped")

    found = explain(outer, "tcp://h:1")

    assert message in found.message
    assert "tcp://h:1" in found.message
    assert hint in found.hint


def test_a_refusal_keeps_the_daemons_words(tmp_path: Path) -> None:
    """And its status, by which callers tell one refusal from another."""
    gone = {"/containers/x/json": Answer(status=404, body={"message": "No such container: x"})}

    with fake_daemon(tmp_path, gone) as daemon:
        client = connect(daemon.env)
        with pytest.raises(EngineError) as caught, refusals():
            client.inspect_container("x")
        client.close()

    assert (status_of(caught.value), refusal_of(caught.value)) == (404, "No such container: x")
    assert caught.value.message == "The Docker daemon refused: No such container: x"
    assert (status_of(EngineError("x")), refusal_of(EngineError("x"))) == (None, "")


@pytest.mark.parametrize(("header", "prefers"), [("2", True), ("1", False)])
def test_the_daemons_preference_is_read_off_its_ping(
    header: str, tmp_path: Path, *, prefers: bool
) -> None:
    """`features.buildkit` in daemon.json."""
    ping = {"/_ping": Answer(headers=(("Builder-Version", header),))}

    with fake_daemon(tmp_path, ping) as daemon:
        assert prefers_buildkit(daemon.env) is prefers
