"""The legacy builder, driven through the Docker API by docker-py."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from bisectbuild.context.archive import stream_tar
from bisectbuild.context.client import tar_manner
from bisectbuild.context.ignore import find_ignore
from bisectbuild.context.placing import place
from bisectbuild.engines.api import (
    Endpoint,
    find_endpoint,
    guarded,
    open_client,
    refusal_of,
    responses_closed,
    status_of,
)
from bisectbuild.engines.dockerconfig import read_config
from bisectbuild.engines.legacy_flags import ApiFlags, api_flags, build_args, proxy_variables
from bisectbuild.errors import EngineError, UnreadableError, UsageError
from bisectbuild.streams.legacy_stream import StreamReader

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from docker import APIClient
    from requests import Response

    from bisectbuild.builder import BuilderInfo, BuildEvent, BuildRequest
    from bisectbuild.engines.choose import Choice


class Note(Protocol):
    """Learns of a container that a step runs in, and that it is gone."""

    def __call__(self, container: str, *, gone: bool) -> None:
        """Write it down."""


class LegacyBuilder:
    """The classic builder of the engine that the environment chooses.

    A step that fails, or is cut short, leaves its container, which `note` is told of; without
    one, nothing is left.
    Its builds share the cache with those of the person's own client: same context, same
    parameters, nothing removed but containers. Every step's image stays, as it is that cache.
    """

    def __init__(
        self, choice: Choice, environment: Mapping[str, str], note: Note | None = None
    ) -> None:
        self._env = dict(environment)
        self._note = note
        self._client_version = choice.client_version
        self._info = choice.info

    @property
    def info(self) -> BuilderInfo:
        """Which builder this is; the engine's version is known after the first build."""
        return self._info

    @property
    def counts(self) -> Literal["stage", "file"]:
        """The legacy builder numbers the instructions of the file."""
        return "file"

    @property
    def keeps_images(self) -> bool:
        """Each step leaves an image."""
        return True

    def build(self, request: BuildRequest) -> Generator[BuildEvent, None, None]:
        """Run one build. Ends in exactly one BuildFinished.

        `request.labels` are not passed on: the builder would turn them into one more step, and
        its images are the person's cache, which nobody may clean away. Closing the iterator
        early ends the connection, at which the daemon stops the build and removes its container.
        Raises EngineError, UnreadableError for the context, UsageError for a flag.
        """
        flags = api_flags(request.flags, self._env)
        endpoint = find_endpoint(self._env)
        arguments = {**flags.build, **self._context(request), **self._standing(request, endpoint)}
        client = open_client(endpoint, self._env)
        client.params = flags.query
        with contextlib.closing(client), responses_closed(client) as responses:
            for event in self._events(client, endpoint, arguments, flags):
                self._learn(responses)
                yield event

    def _events(
        self, client: APIClient, endpoint: Endpoint, arguments: dict[str, Any], flags: ApiFlags
    ) -> Iterator[BuildEvent]:
        reader = StreamReader(time.monotonic)
        try:
            with guarded(endpoint.address):
                for message in client.build(**arguments):
                    before = reader.running
                    yield from reader.message(message)
                    self._follow(before, reader)
                if reader.built:
                    _after_build(client, reader.image, flags)
        except EngineError as error:
            if status_of(error) is not None:
                yield from reader.fail(refusal_of(error))
            elif not reader.has_begun:
                raise
        yield from reader.end()

    def _follow(self, before: str, reader: StreamReader) -> None:
        """Note the container that runs; one of a step that passed is gone."""
        if self._note is None:
            return
        if reader.running and reader.running != before:
            self._note(reader.running, gone=False)
        elif before and not reader.running and not reader.ended:
            self._note(before, gone=True)

    def _context(self, request: BuildRequest) -> dict[str, Any]:
        """Give what tells the daemon its context: a tar, or the URL that it fetches itself."""
        name = request.dockerfile_path
        if request.context_is_remote:
            if request.dockerfile:
                raise UsageError(
                    "The legacy builder reads a remote build context itself, so it cannot be "
                    "given another Dockerfile for it.",
                    hint="Clone or download the context and give its directory instead.",
                )
            return {"path": request.context, "dockerfile": str(name) if name else None}
        context = Path(request.context)
        if not context.is_dir():
            raise UnreadableError(
                f"The build context {context} is not a directory.",
                hint="Give the directory that holds what COPY and ADD need.",
            )
        context = context.resolve()
        ignore = find_ignore(context, name, buildkit=False, client_version=self._client_version)
        placing = place(context, ignore, request.dockerfile, name)
        return {
            "fileobj": stream_tar(context, ignore, tar_manner(self._client_version), placing.files),
            "custom_context": True,
            "dockerfile": placing.dockerfile,
        }

    def _standing(self, request: BuildRequest, endpoint: Endpoint) -> dict[str, Any]:
        """Give the arguments that every build has."""
        config = read_config(self._env)
        proxies = proxy_variables(config, endpoint.address, self._client_version)
        return {
            "target": request.target,
            "buildargs": build_args(request.flags, self._env, proxies),
            "use_config_proxy": False,  # Ours are the client's; docker-py's differ in detail.
            "rm": True,
            # What a failed step left can be entered; who is told of it removes it.
            "forcerm": self._note is None,
            "decode": True,
            "timeout": None,
        }

    def _learn(self, responses: list[Response]) -> None:
        """Take the engine's version from a header such as `Docker/28.5.2 (linux)`."""
        if self._info.version or not responses:
            return
        server = str(responses[0].headers.get("Server", ""))
        version = server.partition("Docker/")[2].partition(" ")[0]
        self._info = replace(self._info, version=version)


def _after_build(client: APIClient, image: str, flags: ApiFlags) -> None:
    """Do what the docker client does once an image is built: further tags, the id file."""
    for tag in flags.more_tags:
        repository, name = tag, ""
        if ":" in tag.rpartition("/")[2]:
            repository, _, name = tag.rpartition(":")
        client.tag(image, repository, name or None)
    if flags.iidfile:
        Path(flags.iidfile).write_text(image, encoding="utf-8")
