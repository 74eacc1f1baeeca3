"""Whether a login is stored for the registry of an image: never which one."""

from __future__ import annotations

from typing import Final

# The name under which docker's own client stores a login for its registry.
DOCKER_HUB: Final = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io"})


def registry_of(image: str) -> str:
    """Give the registry that an image name leads to, as docker reads it.

    The first part is a registry if it has a dot or a colon, or is localhost
    (distribution/reference, `splitDockerDomain`).
    """
    first, slash, _ = image.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return first
    return "docker.io"


def has_login(image: str, logins: frozenset[str]) -> bool:
    """Tell whether one of the stored logins is for the image's registry."""
    registry = registry_of(image)
    wanted = DOCKER_HUB if registry in DOCKER_HUB else frozenset({registry})
    return any(_host(login) in wanted for login in logins)


def _host(login: str) -> str:
    """Give the host of a stored login, which may be an address."""
    return login.partition("://")[2].partition("/")[0] or login.partition("/")[0]
