"""Making an image of a container for a person: as the step has it, nothing of ours in it."""

from __future__ import annotations

import contextlib
import io
import tarfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bisectbuild.engines.api import refusals, status_of
from bisectbuild.engines.files import home_tar
from bisectbuild.engines.images import inspect, split_name
from bisectbuild.errors import EngineError, MissingPathError, UsageError
from bisectbuild.sandbox import HOME, Process

if TYPE_CHECKING:
    from docker import APIClient

    from bisectbuild.sandbox import Container, ContainerRequest, File

KEPT = "bisectbuild.kept"
_MISSING = 404
_BUSYBOX = f"{HOME}/bin/busybox"
# What a wrapped step left beside its own work (dockerfile/wrap.py).
_WRAPPED = ("after", "mounts", "tool")
# Files that the step's user writes to; what is in them stays.
_WRITABLE = 0o002


def keep(
    client: APIClient,
    container: Container,
    request: ContainerRequest,
    toolbox: bytes | None,
    name: str,
) -> str:
    """Make the image; give its id. What we laid in is taken away meanwhile.

    It cannot answer for a step in the legacy builder's cache, which passes over images of
    containers that kept their standard input open (moby `compare`, image/cache/compare.go).
    """
    repository, mark = split_name(name)
    _refuse_taken(client, name)
    files = tuple(_as_it_is(container, file) for file in request.files)
    _take_away(container, files, toolbox)
    try:
        with refusals():
            config = _configuration(client, request)
            made = client.commit(container.id, repository, mark, conf=config)
    finally:
        with refusals():
            client.put_archive(container.id, "/", home_tar(files, toolbox))
    return str(made["Id"])


def _refuse_taken(client: APIClient, name: str) -> None:
    """Raise UsageError where an image that we did not keep has the name already."""
    try:
        with refusals():
            labels = (inspect(client, name)["Config"] or {}).get("Labels") or {}
    except EngineError as error:
        if status_of(error) != _MISSING:
            raise
        return
    if KEPT not in labels:
        raise UsageError(
            f"There is an image {name} already, and it is not one that was kept.",
            hint="Choose another name.",
        )


def _configuration(client: APIClient, request: ContainerRequest) -> dict[str, Any]:
    """Give the image's own configuration; what it leaves open is taken from the container."""
    config: dict[str, Any] = inspect(client, request.image)["Config"] or {}
    labels = {**(config.get("Labels") or {}), KEPT: request.session}
    own = {"User": "0", "Entrypoint": [], "Cmd": []}
    given = {key: value for key, value in config.items() if value}
    return {**own, **given, "Labels": labels}


def _as_it_is(container: Container, file: File) -> File:
    if not file.mode & _WRITABLE:
        return file
    with contextlib.suppress(MissingPathError, tarfile.TarError):
        data = b"".join(container.read(file.path))
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            content = tar.extractfile(tar.getmembers()[0])
            return replace(file, data=content.read()) if content else file
    return file


def _take_away(container: Container, files: tuple[File, ...], toolbox: bytes | None) -> None:
    """Remove what we laid in; an image that has no `rm` keeps it, which does no harm."""
    home = f"{HOME}/"
    names = (file.path.removeprefix(home).split("/")[0] for file in files)
    ours = ("root", *_WRAPPED, *names, *(("bin",) if toolbox else ()))
    paths = [home + name for name in dict.fromkeys(ours)]
    if toolbox:
        container.capture(Process(argv=(_BUSYBOX, "rm", "-rf", *paths), user="0:0"))
        return
    script = f'rm -rf "$@"; rmdir {HOME} 2>/dev/null'
    container.capture(Process(argv=(container.shell, "-c", script, "sh", *paths), user="0:0"))
