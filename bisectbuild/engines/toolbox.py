"""The toolbox: a static busybox for the engine's machine, and where one is found."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import struct
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bisectbuild.engines.api import refusals
from bisectbuild.engines.strays import remove_container
from bisectbuild.errors import EngineError
from bisectbuild.session import LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docker import APIClient

_PULLED: Final = ("busybox", "musl")
_HERE: Final = ("busybox", "busybox.static", "busybox-static")
_MACHINES: Final = {"amd64": 62, "arm64": 183, "386": 3, "arm": 40, "ppc64le": 21, "s390x": 22}
_INTERPRETER: Final = 3  # PT_INTERP: a program that has one is not static.
_IDENT: Final = b"\x7fELF"


def find_toolbox(client: APIClient, env: Mapping[str, str], session: str) -> bytes:
    """Give a static busybox that runs on the engine's machine.

    First the one that was found before (in the cache folder), then one in an image of the engine
    whose name begins with busybox, then this machine's own, then a small pull. What is found is
    kept. Raises EngineError where there is none.
    """
    machine = str(client.version()["Arch"])
    kept = _cache(env, machine)
    for data in _candidates(client, kept, machine, session):
        if is_static(data, machine):
            _keep(kept, data)
            return data
    raise EngineError(
        "No static busybox could be found, which is needed to enter an image without a shell.",
        hint="docker pull busybox:musl, or install the package busybox-static.",
    )


def is_static(data: bytes, machine: str) -> bool:
    """Tell whether a program is a static ELF program for a machine."""
    wanted = _MACHINES.get(machine)
    if len(data) < 64 or data[:4] != _IDENT:  # noqa: PLR2004 - the size of an ELF header
        return False
    wide, order = data[4] == 2, "<" if data[5] == 1 else ">"  # noqa: PLR2004 - ELFCLASS64
    if wanted is not None and struct.unpack_from(f"{order}H", data, 18)[0] != wanted:
        return False
    (first,) = struct.unpack_from(f"{order}{'Q' if wide else 'I'}", data, 32 if wide else 28)
    size, count = struct.unpack_from(f"{order}HH", data, 54 if wide else 42)
    kinds = (
        struct.unpack_from(f"{order}I", data, first + number * size)[0]
        for number in range(count)
        if first + (number + 1) * size <= len(data)
    )
    return all(kind != _INTERPRETER for kind in kinds)


def _candidates(
    client: APIClient, kept: Path | None, machine: str, session: str
) -> Iterator[bytes]:
    if kept is not None and kept.is_file():
        yield kept.read_bytes()
    for image in _images(client):
        yield from _in_image(client, image, session)
    for name in _HERE:
        found = shutil.which(name)
        if found:
            yield Path(found).read_bytes()
    del machine
    with contextlib.suppress(EngineError), refusals():
        client.pull(*_PULLED)
        yield from _in_image(client, ":".join(_PULLED), session)


def _images(client: APIClient) -> Iterator[str]:
    for image in client.images():
        for tag in image["RepoTags"] or ():
            if tag.rpartition("/")[2].startswith("busybox"):
                yield tag


def _in_image(client: APIClient, image: str, session: str) -> Iterator[bytes]:
    """Read /bin/busybox out of an image; its container never runs."""
    from bisectbuild.engines.create import made_name  # noqa: PLC0415 - only when needed

    container = ""
    try:
        with contextlib.suppress(EngineError), refusals():
            made = client.create_container(
                image,
                ["x"],
                name=made_name(session),
                labels={LABEL: session},
                use_config_proxy=False,  # It asks for nothing.
            )
            container = made["Id"]
            pieces, _ = client.get_archive(container, "/bin/busybox")
            with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as tar:
                content = tar.extractfile(tar.getmembers()[0])
                if content is not None:
                    yield content.read()
    finally:
        if container:
            remove_container(client, container)


def _cache(env: Mapping[str, str], machine: str) -> Path | None:
    folder = env.get("XDG_CACHE_HOME") or (f"{env['HOME']}/.cache" if env.get("HOME") else "")
    return Path(folder) / "bisectbuild" / "toolbox" / machine / "busybox" if folder else None


def _keep(path: Path | None, data: bytes) -> None:
    """Keep it for next time; a folder that cannot be written only costs time."""
    if path is None:
        return
    with contextlib.suppress(OSError):
        if path.is_file() and path.read_bytes() == data:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"busybox.{os.getpid()}")
        new.write_bytes(data)
        new.replace(path)
