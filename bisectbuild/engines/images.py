"""Images that we make without a builder, and what images say of themselves."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from bisectbuild.engines.create import made_name
from bisectbuild.engines.strays import remove_container
from bisectbuild.errors import EngineError
from bisectbuild.sandbox import ImageFacts, Layer
from bisectbuild.session import IMAGES, LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docker import APIClient


def inspect(client: APIClient, image: str) -> dict[str, Any]:
    """Give what the engine tells of an image."""
    return dict(client.inspect_image(image))  # type: ignore[no-untyped-call]


def facts(client: APIClient, image: str) -> ImageFacts:
    """Tell what an image says of itself."""
    told = inspect(client, image)
    config = told.get("Config") or {}
    variables = (word.partition("=") for word in config.get("Env") or ())
    platform = "/".join(filter(None, (told["Os"], told["Architecture"], told.get("Variant"))))
    return ImageFacts(
        id=told["Id"],
        env=tuple((key, value) for key, _, value in variables),
        user=config.get("User") or "",
        workdir=config.get("WorkingDir") or "",
        platform=platform,
        size=int(told["Size"]),
        shell=tuple(config.get("Shell") or ()),
        command=(*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ())),
        layers=tuple((told.get("RootFS") or {}).get("Layers") or ()),
    )


def history(client: APIClient, image: str) -> tuple[Layer, ...]:
    """Give the layers of an image, the newest first."""
    return tuple(
        Layer(
            created=int(entry["Created"]),
            created_by=entry["CreatedBy"],
            size=int(entry["Size"]),
            comment=entry.get("Comment") or "",
        )
        for entry in client.history(image)  # type: ignore[no-untyped-call]
    )


def split_name(name: str) -> tuple[str, str | None]:
    """Cut a name into the repository and the tag, None where it has none."""
    head, colon, mark = name.rpartition(":")
    return (head, mark) if colon and "/" not in mark else (name, None)


def new_tag(session: str, what: str) -> str:
    """Give a new tag for an image of ours: one that lost its tag could not be found again."""
    return f"{session}-{os.urandom(2).hex()}-{what}"


def imported(client: APIClient, tar: Iterator[bytes], session: str, tag: str) -> str:
    """Make an image of a tar under a tag of ours; give its id."""
    answer = client.import_image_from_data(
        tar,
        repository=IMAGES,
        tag=tag,
        changes=[f'LABEL "{LABEL}"="{session}"'],
    )
    last = json.loads(answer.strip().splitlines()[-1])
    if "error" in last:
        raise EngineError(f"The engine could not make an image: {last['error']}")
    return str(last["status"])


def of_container(client: APIClient, container: str, like: str, session: str) -> str:
    """Make an image of what a stopped container holds, configured as the image `like`.

    An image that `commit` makes of a failed step answers for it in the legacy builder's cache
    (moby/moby#40897, seen on 20.10 and 28.5). One that was imported has no parent, so neither
    it nor what is committed on it answers for anything; an import alone can set no SHELL.
    """
    config = {**(inspect(client, like)["Config"] or {})}
    config["Labels"] = {**(config.get("Labels") or {}), LABEL: session}
    bare = imported(client, client.export(container), session, new_tag(session, "left"))
    made = client.create_container(
        bare,
        ["x"],
        name=made_name(session),
        labels={LABEL: session},
        stdin_open=True,
        use_config_proxy=False,  # A commit keeps them, with their logins.
    )
    try:
        done = client.commit(made["Id"], IMAGES, new_tag(session, "after"), conf=config)
    finally:
        remove_container(client, made["Id"])
    return str(done["Id"])
