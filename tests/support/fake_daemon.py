"""A Docker daemon that only plays: scripted answers on a socket of its own, requests kept."""

from __future__ import annotations

import contextlib
import json
import socketserver
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the daemon says to a request. A stream that is `cut` ends without its end mark.

    `raw` are the bytes of a connection that it takes over, as for the output of a container;
    they come once the path `after` was asked for.
    """

    status: int = 200
    body: object = None
    stream: tuple[Mapping[str, object], ...] = ()
    cut: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


@dataclass
class FakeDaemon:
    """Where it listens, what it answers by path (without the version), what it was asked."""

    socket: Path
    answers: dict[str, Answer]
    asked: list[Asked] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def heard(self, asked: Asked) -> None:
        """Keep a request."""
        with self.news:
            self.asked.append(asked)
            self.news.notify_all()

    def wait_for(self, path: str) -> None:
        """Wait until a path was asked for."""
        with self.news:
            self.news.wait_for(lambda: any(asked.path == path for asked in self.asked))

    @property
    def env(self) -> dict[str, str]:
        """Give the variables that lead a docker client here."""
        folder = str(self.socket.parent)
        return {"DOCKER_HOST": f"unix://{self.socket}", "DOCKER_CONFIG": folder, "PATH": folder}

    def request(self, path: str) -> Asked:
        """Give the last request to a path."""
        return next(asked for asked in reversed(self.asked) if asked.path == path)


@contextlib.contextmanager
def fake_daemon(folder: Path, answers: Mapping[str, Answer]) -> Iterator[FakeDaemon]:
    """Let a daemon play in a folder, whose name must be short enough for a socket's."""
    version = Answer(body={"ApiVersion": "1.43", "Version": "24.0.0"})
    daemon = FakeDaemon(socket=folder / "s", answers={"/version": version, **answers})
    methods = {f"do_{method}": _Handler.play for method in ("GET", "POST", "DELETE", "HEAD")}
    handler = type("Handler", (_Handler,), {"daemon": daemon, **methods})
    with _Server(str(daemon.socket), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield daemon
        finally:
            server.shutdown()
            thread.join()


class _Server(socketserver.ThreadingUnixStreamServer):
    def get_request(self) -> tuple[Any, Any]:
        request, _ = super().get_request()
        return request, ("unix", 0)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up, which is theirs to do."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as given


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    daemon: ClassVar[FakeDaemon]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing on standard error."""

    def play(self) -> None:
        """Keep the request and give the answer for its path."""
        parts = urlsplit(self.path)
        path = parts.path
        if path.startswith("/v1."):
            path = "/" + path.split("/", 2)[2]
        body = self._read()
        query = parse_qs(parts.query, keep_blank_values=True)
        self.daemon.heard(
            Asked(
                method=self.command,
                path=path,
                query=query,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=body,
            )
        )
        self._answer(self.daemon.answers.get(path, Answer(status=404, body={"message": path})))

    def _read(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline() or b"0", 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        # One request a connection: then no socket is left open when a test ends.
        self.close_connection = True
        self.send_header("Connection", "close")
        self.send_header("Server", "Docker/24.0.0 (linux)")
        self.send_header("Content-Type", "application/json")
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.raw is not None:
            self.end_headers()
            self.daemon.wait_for(answer.after)
            self.wfile.write(answer.raw)
            return
        if not answer.stream:
            data = b"" if answer.body is None else json.dumps(answer.body).encode()
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for message in answer.stream:
            data = json.dumps(message).encode() + b"\r\n"
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        if not answer.cut:
            self.wfile.write(b"0\r\n\r\n")
