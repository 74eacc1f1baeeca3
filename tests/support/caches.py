"""Cache mounts that BuildKit loses sight of, and trying again where it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class FreshCacheError(Exception):
    """BuildKit gave a new, empty cache, as it does while the old one is held somewhere.

    moby/buildkit#7088, seen on Docker 28.5 when the machine is busy.
    """


def with_one_cache(attempt: Callable[[str], None]) -> None:
    """Try with a cache of another name where BuildKit gave a fresh one; three times at most."""
    for name in "abc":
        try:
            attempt(name)
        except FreshCacheError:
            continue
        return
    raise AssertionError("BuildKit gave a fresh cache each time")
