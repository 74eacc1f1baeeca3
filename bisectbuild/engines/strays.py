"""What sessions left in an engine: finding it by its name, and removing it."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bisectbuild.engines.api import refusals, status_of
from bisectbuild.errors import EngineError
from bisectbuild.session import IMAGES, LABEL
from bisectbuild.tty.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docker import APIClient

# Images and containers made from ours inherit the label, so it is the name that makes one ours.
_NAME = re.compile(r"/?bisectbuild-([0-9a-f]{8}-[0-9a-f]{8}-\d+)-[0-9a-z-]+")
_REMOVED_MEANWHILE, _IN_USE = 404, 409


# How the name of an image ends that another image of ours stands on.
STANDS_BELOW = "-left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Something that a session left in the engine.

    `kind` is `container`, `volume` or `image`; `name` is a container's id, the volume's name or
    the tag that is ours.
    """

    kind: str
    name: str
    session: str

    def __str__(self) -> str:
        return visible(f"{self.kind} {self.name} (session {self.session})")


def strays(
    client: APIClient, noted: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> Iterator[Stray]:
    """Give all that sessions left behind, running ones included; containers first."""
    yield from _noted(client, noted)
    yield from _containers(client)
    yield from _volumes(client)
    yield from _images(client)


def _noted(client: APIClient, noted: Mapping[str, tuple[str, ...]]) -> Iterator[Stray]:
    for session, containers in noted.items():
        for container in containers:
            if _exists(client, container):
                yield Stray(kind="container", name=container[:12], session=session)


def _containers(client: APIClient) -> Iterator[Stray]:
    for container in client.containers(all=True, filters={"label": LABEL}):
        names = (_NAME.fullmatch(name) for name in container["Names"] or ())
        for found in filter(None, names):
            yield Stray(kind="container", name=container["Id"][:12], session=found[1])


def _volumes(client: APIClient) -> Iterator[Stray]:
    for volume in client.volumes(filters={"label": LABEL})["Volumes"] or ():
        if match := _NAME.fullmatch(volume["Name"]):
            yield Stray(kind="volume", name=volume["Name"], session=match[1])


def _images(client: APIClient) -> Iterator[Stray]:
    for image in client.images(filters={"reference": f"{IMAGES}:*"}):
        for tag in image["RepoTags"] or ():
            if tag.startswith(f"{IMAGES}:"):
                session = "-".join(tag.removeprefix(f"{IMAGES}:").split("-")[:3])
                yield Stray(kind="image", name=tag, session=session)


def remove(client: APIClient, session: str, noted: tuple[str, ...] = ()) -> None:
    """Remove containers first, as they keep images and volumes; parents of images never.

    Parents are the person's build cache.
    """
    images = []
    for stray in list(strays(client, {session: noted})):
        if stray.session != session:
            continue
        if stray.kind == "container":
            remove_container(client, stray.name)
        elif stray.kind == "volume":
            with _whatever_is_gone():
                client.remove_volume(stray.name)
        else:
            images.append(stray.name)
    # What another of ours stands on goes after it: before, it would lose its name and stay.
    for tag in sorted(images, key=lambda tag: tag.endswith(STANDS_BELOW)):
        with _whatever_is_gone():
            client.remove_image(tag, force=False, noprune=True)


def _exists(client: APIClient, container: str) -> bool:
    try:
        with refusals():
            client.inspect_container(container)
    except EngineError as error:
        if status_of(error) != _REMOVED_MEANWHILE:
            raise
        return False
    return True


def remove_container(client: APIClient, container: str) -> None:
    """Remove a container, whatever it does, with its volumes that have no name."""
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
