"""Processes in images: one command through the Docker API, a terminal through the docker client."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from bisectbuild.engines.api import (
    find_endpoint,
    guarded,
    open_client,
    refusal_of,
    refusals,
    responses_closed,
    status_of,
)
from bisectbuild.engines.process import hand_over
from bisectbuild.errors import EngineError
from bisectbuild.redact import is_secret_name
from bisectbuild.session import IMAGES
from bisectbuild.tty.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docker import APIClient

    from bisectbuild.engines.choose import Choice
    from bisectbuild.sandbox import ShellRequest

LABEL = "bisectbuild.session"
# Images and containers made from ours inherit the label, so it is the name that makes one ours.
_NAME = re.compile(r"/?bisectbuild-(.+)-[0-9a-f]{4}")
_NOT_STARTED, _NOT_EXECUTABLE, _NOT_FOUND = 125, 126, 127
# docker/cli cli/command/container/run.go `runStartContainerErr`, 20.10 to 28.5.
_NOT_FOUND_WORDS = ("executable file not found", "no such file or directory")
_NOT_EXECUTABLE_WORDS = ("permission denied", "is a directory")
_REMOVED_MEANWHILE, _IN_USE = 404, 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Something that a session left in the engine.

    `kind` is `container` or `image`; `name` is a container's id, or the tag that is ours.
    """

    kind: str
    name: str
    session: str

    def __str__(self) -> str:
        return visible(f"{self.kind} {self.name} (session {self.session})")


class Containers:
    """The sandbox of a Docker engine. Whatever it makes carries the session's name and label."""

    def __init__(self, choice: Choice, environment: Mapping[str, str] | None = None) -> None:
        self._program = choice.program or "docker"
        self._env = dict(os.environ if environment is None else environment)

    def run(self, request: ShellRequest) -> int:
        """Run to the end and give the exit code of the process.

        125: the container could not be made, 126: the program is not executable, 127: there is
        no such program in the image. Standard input is given only with a terminal. Raises
        EngineError where the engine went away.
        """
        if request.tty:
            made = ("--name", _name(request), "--label", f"{LABEL}={request.session}")
            hidden = {name: value for name, value in request.env if is_secret_name(name)}
            return hand_over(_docker_run(self._program, request, made), {**self._env, **hidden})
        with self._client() as client, responses_closed(client):
            return _run_attached(client, request)

    def remove(self, session: str) -> None:
        """Remove every container and image that the session made, and nothing else.

        An image loses our tag, without force: it stays where a person tagged or uses it.
        """
        with self._client() as client:
            _remove(client, session)

    def strays(self) -> tuple[Stray, ...]:
        """Give all that sessions left behind, running ones included."""
        with self._client() as client:
            return tuple(_strays(client))

    @contextlib.contextmanager
    def _client(self) -> Iterator[APIClient]:
        endpoint = find_endpoint(self._env)
        client = open_client(endpoint, self._env)
        with contextlib.closing(client), guarded(endpoint.address):
            yield client


def _docker_run(program: str, request: ShellRequest, more: tuple[str, ...]) -> tuple[str, ...]:
    terminal = ("-it",) if request.tty else ()
    env = tuple(word for name, value in request.env for word in ("-e", _setting(name, value)))
    entrypoint = ("--entrypoint", request.argv[0]) if request.argv else ()
    options = (*terminal, *more, *env, *entrypoint)
    return (program, "run", "--rm", *options, request.image, *request.argv[1:])


def _setting(name: str, value: str) -> str:
    """Name a variable with its value; one that may be secret goes by the environment, unseen."""
    return name if is_secret_name(name) else f"{name}={value}"


def _name(request: ShellRequest) -> str:
    return f"bisectbuild-{request.session}-{os.urandom(2).hex()}"


def _run_attached(client: APIClient, request: ShellRequest) -> int:
    """Run a process, its output passed on as it comes; the container never outlives the call."""
    container = ""
    try:
        with refusals():
            container = _create(client, request)
            output = client.attach(container, stream=True, demux=True)
            client.start(container)
        for stdout, stderr in output:
            _pass_on(sys.stdout.buffer, stdout)
            _pass_on(sys.stderr.buffer, stderr)
        return int(client.wait(container, timeout=None)["StatusCode"])
    except EngineError as error:
        if status_of(error) is None:
            raise
        sys.stderr.write(f"{refusal_of(error)}\n")
        return _code_of_refusal(refusal_of(error)) if container else _NOT_STARTED
    finally:
        if container:
            _remove_container(client, container)


def _create(client: APIClient, request: ShellRequest) -> str:
    made = client.create_container(
        request.image,
        command=list(request.argv[1:]) or None,
        entrypoint=list(request.argv[:1]) or None,
        environment=dict(request.env),
        name=_name(request),
        labels={LABEL: request.session},
    )
    return str(made["Id"])


def _pass_on(target: BinaryIO, data: bytes | None) -> None:
    if data:
        target.write(data)
        target.flush()


def _code_of_refusal(words: str) -> int:
    if any(part in words for part in _NOT_FOUND_WORDS):
        return _NOT_FOUND
    if any(part in words for part in _NOT_EXECUTABLE_WORDS):
        return _NOT_EXECUTABLE
    return _NOT_STARTED


def _strays(client: APIClient) -> Iterator[Stray]:
    for container in client.containers(all=True, filters={"label": LABEL}):
        names = (_NAME.fullmatch(name) for name in container["Names"] or ())
        for found in filter(None, names):
            yield Stray(kind="container", name=container["Id"][:12], session=found[1])
    for image in client.images(filters={"reference": f"{IMAGES}:*"}):
        for tag in image["RepoTags"] or ():
            if tag.startswith(f"{IMAGES}:"):
                session = tag.removeprefix(f"{IMAGES}:").rpartition("-")[0]
                yield Stray(kind="image", name=tag, session=session)


def _remove(client: APIClient, session: str) -> None:
    """Remove containers first, as they keep their images; an image's parents are never pruned.

    Parents are the person's build cache.
    """
    for stray in list(_strays(client)):
        if stray.session != session:
            continue
        if stray.kind == "container":
            _remove_container(client, stray.name)
            continue
        with _whatever_is_gone():
            client.remove_image(stray.name, force=False, noprune=True)


def _remove_container(client: APIClient, container: str) -> None:
    with _whatever_is_gone():
        client.remove_container(container, force=True, v=True)


@contextlib.contextmanager
def _whatever_is_gone() -> Iterator[None]:
    """Pass over what another removed first, or what something still stands on."""
    try:
        with refusals():
            yield
    except EngineError as error:
        if status_of(error) not in {_REMOVED_MEANWHILE, _IN_USE}:
            raise
