"""The tags that a registry has of an image, asked with the login that docker itself has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from bisectbuild.engines.oci_auth import opened, origin
from bisectbuild.errors import EngineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bisectbuild.engines.oci_auth import Registry

_PAGES: Final = 50
_NEXT: Final = re.compile(r'<([^>]+)>;\s*rel="?next"?')


def tags(repository: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """Give all tags of a repository such as `python` or `127.0.0.1:5000/team/app`.

    Raises UsageError where the registry does not answer or refuses; nothing of a login is in its
    message.
    """
    trouble = UsageError(
        "The registry {host} could not be asked for the tags of {path}",
        hint="Give the tags yourself: --axis base 3.11,3.12,3.13",
    )
    with opened(repository, env, trouble) as registry:
        return tuple(_all(registry, f"{registry.base}/tags/list"))


def _all(registry: Registry, url: str) -> Iterator[str]:
    """Go through the pages of a list (distribution's HTTP API, version 2)."""
    for _ in range(_PAGES):
        answer = registry.ask("GET", url)
        if not answer.ok:
            raise UsageError(
                f"The registry answered {answer.status_code} for its tags.",
                hint="docker login may help; or give the tags: --axis base 3.11,3.12,3.13",
            )
        yield from map(str, answer.json().get("tags") or ())
        following = _NEXT.search(answer.headers.get("Link", ""))
        if not following:
            return
        after = urljoin(url, following[1])
        if origin(after) != origin(url):
            raise EngineError("The registry's list goes on at another host, which is not followed.")
        url = after
