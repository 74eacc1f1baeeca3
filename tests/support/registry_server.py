"""A registry in this process, and Debian's own as a program, both on loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.support.program import PATIENCE, wait_until

PASSWORD = "hush-hush"
LOGIN = "Basic " + base64.b64encode(f"me:{PASSWORD}".encode()).decode()
# bcrypt, the only form of htpasswd that the registry reads, of PASSWORD.
_HTPASSWD = "me:$2b$05$abcdefghijklmnopqrstuu4uoW5CdSDmY8cLkib7pLDRBlvRVo8Pe\n"
PROGRAM_VARIABLE = "BISECTBUILD_TEST_REGISTRY"


@dataclass(slots=True)
class Store:
    """What a registry has, how it wants to be asked, and what it was asked.

    `kind` is plain, basic or token. `elsewhere` is where it sends those who ask for blobs;
    `broken` changes what it gives for a path.
    """

    kind: str = "plain"
    elsewhere: str = ""
    blobs: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, bytes] = field(default_factory=dict)
    broken: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # Headers and content at once: TCP waits between small pieces.
    store: Store

    def do_GET(self) -> None:
        self._answer()

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815 - the names that the server calls

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        given = self.headers.get("Authorization", "")
        self.store.asked.append((self.command, self.path, given))
        path = self.path.partition("?")[0]
        if path == "/realm":
            token = "t-1" if given == LOGIN and "scope=" in self.path else "none"
            self._send(200, json.dumps({"token": token}).encode())
        elif given != {"basic": LOGIN, "token": "Bearer t-1"}.get(self.store.kind, given):
            realm = f'realm="http://{self.headers["Host"]}/realm"'
            scope = 'service="s",scope="repository:team/app:pull,push"'
            form = 'Basic realm="x"' if self.store.kind == "basic" else f"Bearer {realm},{scope}"
            self._send(401, b"no", {"WWW-Authenticate": form})
        elif self.command == "POST":
            self._send(202, b"", {"Location": "/v2/team/app/blobs/uploads/1?state=x"})
        elif self.command == "PUT":
            self._put(path, body)
        else:
            self._get(path)

    def _put(self, path: str, body: bytes) -> None:
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        if "/manifests/" in path:
            self.store.manifests[path.rpartition("/")[2]] = body
            self.store.manifests[digest] = body
        elif self.path.endswith(f"&digest={digest}"):
            self.store.blobs[digest] = body
        else:
            self._send(400, b"another checksum")
            return
        self._send(201, b"")

    def _get(self, path: str) -> None:
        name = path.rpartition("/")[2]
        there = self.store.manifests if "/manifests/" in path else self.store.blobs
        data = self.store.broken.get(name, there.get(name))
        if data is None:
            self._send(404, b"")
        elif self.store.elsewhere and "/blobs/" in path and self.command == "GET":
            self._send(307, b"", {"Location": self.store.elsewhere + path})
        else:
            self._send(200, data)

    def _send(self, code: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            with suppress(ConnectionError):
                self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@contextmanager
def serving(store: Store) -> Iterator[str]:
    """Serve a store; give its host."""
    handler = type("Handler", (_Handler,), {"store": store})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def docker_config(folder: Path, host: str, password: str = PASSWORD) -> dict[str, str]:
    """Write docker's configuration with a login for a host; give an environment with it."""
    auth = base64.b64encode(f"me:{password}".encode()).decode()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"auths": {host: {"auth": auth}}}))
    return {"DOCKER_CONFIG": str(folder)}


def registry_program() -> str | None:
    """Find Debian's docker-registry: named, unpacked by ./dev, or installed."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    home = os.environ.get("BISECTBUILD_DEV_HOME") or Path(cache) / "bisectbuild-dev"
    unpacked = Path(home) / "registry" / "root" / "usr" / "bin" / "docker-registry"
    named = os.environ.get(PROGRAM_VARIABLE) or str(unpacked)
    return shutil.which(named) or shutil.which("docker-registry")


@contextmanager
def real_registry(folder: Path, program: str) -> Iterator[str]:
    """Run a registry that wants PASSWORD of `me`; give its host."""
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    (folder / "htpasswd").write_text(_HTPASSWD)
    (folder / "config.yml").write_text(
        json.dumps(
            {
                "version": 0.1,
                "storage": {"filesystem": {"rootdirectory": str(folder / "data")}},
                "http": {"addr": host},
                "auth": {"htpasswd": {"realm": "x", "path": str(folder / "htpasswd")}},
            }
        )
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            (program, "serve", folder / "config.yml"), stdout=log, stderr=log
        )
    try:
        wait_until(lambda: _listens(host, process, folder), "a registry that listens")
        yield host
    finally:
        process.kill()
        process.wait(PATIENCE)


def _listens(host: str, process: subprocess.Popen[bytes], folder: Path) -> bool:
    if process.poll() is not None:
        raise AssertionError((folder / "log").read_text(errors="replace")[-3000:])
    address, _, port = host.partition(":")
    with suppress(OSError), socket.create_connection((address, int(port)), timeout=5):
        return True
    return False
