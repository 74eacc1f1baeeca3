"""The build context as the builder sees it: its listing, and a volume that holds it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from bisectbuild.builder import BuildRequest
from bisectbuild.context.archive import seen_tar
from bisectbuild.context.ignore import Ignore, find_ignore
from bisectbuild.context.listing import walk
from bisectbuild.sandbox import HOME, ContainerRequest, Mount
from bisectbuild.workbench.tools import Tools

PLACE = f"{HOME}/context"


def listing(tools: Tools, request: BuildRequest) -> Iterator[tuple[str, int]]:
    """Give the path and size of all that the builder has, folders with a slash at their end.

    Raises UnreadableError.
    """
    for path, info in walk(Path(request.context), _ignore(tools, request)):
        if stat.S_ISDIR(info.st_mode):
            yield f"{path}/", 0
        else:
            yield path, info.st_size


def context_mount(tools: Tools, request: BuildRequest, image: str) -> Mount:
    """Give a volume with the build context in it, to mount read-only at HOME/context.

    `image` is any image; the volume is filled through a container of it. Raises EngineError,
    UnreadableError.
    """
    volume = tools.sandbox.volume(tools.session, "context")
    tar = seen_tar(Path(request.context).resolve(), _ignore(tools, request))
    helper = tools.sandbox.open(
        ContainerRequest(
            image=image,
            session=tools.session,
            user="0",
            mounts=(Mount(kind="volume", target=PLACE, source=volume),),
        )
    )
    try:
        helper.write(PLACE, tar)
    finally:
        helper.close()
    return Mount(kind="volume", target=PLACE, source=volume, read_only=True)


def _ignore(tools: Tools, request: BuildRequest) -> Ignore:
    return find_ignore(
        Path(request.context).resolve(),
        request.dockerfile_path,
        buildkit=tools.is_buildkit,
        client_version=tools.client_version,
    )
