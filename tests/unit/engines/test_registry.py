"""Asking a registry for tags, over real HTTP on this machine."""

from __future__ import annotations

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from bisectbuild.engines.oci import push
from bisectbuild.engines.registry import tags
from bisectbuild.errors import UsageError
from tests.support.bundles import LIMIT, packed
from tests.support.registry_server import docker_config, real_registry, registry_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOGIN = "Basic " + base64.b64encode(b"me:hush").decode()


class _Registry(BaseHTTPRequestHandler):
    """Two pages of tags: `plain` for anybody, `basic` for a login, `token` for a token."""

    def do_GET(self) -> None:
        kind = self.path.split("/")[2] if self.path.startswith("/v2/") else "realm"
        given = self.headers.get("Authorization", "")
        if kind == "realm":
            self._json({"token": "t-1"} if given == _LOGIN else {"token": "none"})
        elif (kind == "basic" and given != _LOGIN) or (kind == "token" and given != "Bearer t-1"):
            realm = f"http://{self.headers['Host']}/realm"
            form = 'Basic realm="x"' if kind == "basic" else f'Bearer realm="{realm}",service="s"'
            self.send_response(401)
            self.send_header("WWW-Authenticate", form)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif "last=" in self.path:
            self._json({"tags": ["3"]})
        else:
            self._json({"tags": ["1", "2"]}, link=f'</v2/{kind}/tags/list?last=2>; rel="next"')

    def _json(self, value: object, link: str = "") -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        if link:
            self.send_header("Link", link)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@contextmanager
def registry(folder: Path, *, login: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve tags; give the address and an environment, with a login for it or without."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Registry)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    host = f"127.0.0.1:{server.server_port}"
    auths = {host: {"auth": base64.b64encode(b"me:hush").decode()}} if login else {}
    (folder / "config.json").write_text(json.dumps({"auths": auths}))
    try:
        yield host, {"DOCKER_CONFIG": str(folder)}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("kind", ["plain", "basic", "token"])
def test_all_pages_are_read_with_the_login_that_docker_has(kind: str, tmp_path: Path) -> None:
    """Whatever way the registry wants to be told."""
    with registry(tmp_path, login=True) as (host, env):
        assert tags(f"{host}/{kind}", env) == ("1", "2", "3")


@pytest.mark.parametrize("kind", ["basic", "token"])
def test_a_refusal_tells_what_to_do(kind: str, tmp_path: Path) -> None:
    """Without a login."""
    with (
        registry(tmp_path, login=False) as (host, env),
        pytest.raises(UsageError, match="401") as refused,
    ):
        tags(f"{host}/{kind}", env)
    assert "docker login" in refused.value.hint


def test_a_registry_that_does_not_answer_is_told(tmp_path: Path) -> None:
    """The tags can be given by hand."""
    with pytest.raises(UsageError, match="could not be asked") as failed:
        tags("127.0.0.1:1/team/app", {"DOCKER_CONFIG": str(tmp_path)})
    assert "--axis base" in failed.value.hint


def test_debians_own_registry_gives_its_tags_to_who_may_ask(tmp_path: Path) -> None:
    """Those that were pushed, and none without the password."""
    program = registry_program()
    if program is None:
        pytest.skip("docker-registry is neither unpacked nor installed")
    packed(tmp_path / "a")
    with real_registry(tmp_path / "registry", program) as host:
        env = docker_config(tmp_path / "config", host)
        for tag in ("3.9-slim", "3.10-slim", "latest"):
            push(tmp_path / "a", f"oci://{host}/team/app:{tag}", env, limit=LIMIT)

        assert sorted(tags(f"{host}/team/app", env)) == ["3.10-slim", "3.9-slim", "latest"]
        stranger = docker_config(tmp_path / "other", host, "wrong-word")
        with pytest.raises(UsageError, match="401"):
            tags(f"{host}/team/app", stranger)
