"""Images that leave an engine, and that come to one, as streams."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any, Final

from bisectbuild.engines.api import refusals
from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docker import APIClient
    from requests import Response

_PIECE: Final = 1024 * 1024


def save(client: APIClient, names: Iterable[str]) -> Iterator[bytes]:
    """Give what `docker save` writes of images, by names or ids.

    Raises EngineError, when it is begun, where the engine has one of them not.
    """
    answer = client.get(
        f"{client.base_url}/v{client.api_version}/images/get",
        params={"names": list(names)},
        stream=True,
        timeout=None,
    )
    with contextlib.closing(answer):
        _check(answer)
        yield from answer.iter_content(_PIECE)


def load(client: APIClient, stream: Iterable[bytes]) -> None:
    """Give an engine images, as `docker load` does. What the stream raises, this raises.

    The engine answers 200 and tells of an error in the stream of its answer (moby
    api/server/router/image/image_routes.go, 20.10 to 28.5). Raises EngineError.
    """
    answer = client.post(
        f"{client.base_url}/v{client.api_version}/images/load",
        params={"quiet": 1},
        data=iter(stream),
        headers={"Content-Type": "application/x-tar"},
        stream=True,
        timeout=None,
    )
    with contextlib.closing(answer):
        _check(answer)
        for line in answer.iter_lines():
            told: dict[str, Any] = json.loads(line) if line.startswith(b"{") else {}
            if "error" in told:
                raise EngineError(f"The engine could not load the images: {told['error']}")


def _check(answer: Response) -> None:
    from docker.errors import create_api_error_from_http_exception  # noqa: PLC0415 - slow to import
    from requests import HTTPError  # noqa: PLC0415 - the same

    with refusals():
        try:
            answer.raise_for_status()
        except HTTPError as error:
            create_api_error_from_http_exception(error)
