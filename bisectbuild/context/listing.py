"""Which files of a directory are in its build context, in the order in which clients send them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bisectbuild.context.ignore import Ignore
from bisectbuild.errors import UnreadableError


def walk(
    directory: Path, ignore: Ignore, *, always: frozenset[str] = frozenset()
) -> Iterator[tuple[str, os.stat_result]]:
    """Give the path and the state of everything that is not ignored.

    Paths are relative, names in the order of their bytes, each subtree at once. A directory that
    is ignored comes not itself, but what a later pattern takes back below it does. `always` names
    what comes although it is ignored. Raises UnreadableError naming the path.
    """
    yield from _walk(directory, ignore, always, "", ())


def _walk(
    directory: Path, ignore: Ignore, always: frozenset[str], folder: str, held: tuple[bool, ...]
) -> Iterator[tuple[str, os.stat_result]]:
    for name in sorted(_listing(directory / folder), key=os.fsencode):
        path = f"{folder}/{name}" if folder else name
        info = _lstat(directory / path)
        ignored, below, _ = ignore.judge(path, held)
        ignored = ignored and path not in always
        if not ignored:
            yield path, info
        if stat.S_ISDIR(info.st_mode) and (not ignored or ignore.may_hold(path)):
            yield from _walk(directory, ignore, always, path, below)


def unreadable(path: Path, error: OSError) -> UnreadableError:
    """Say that a part of a build context cannot be read, and what to do."""
    return UnreadableError(
        f"{path} is part of the build context but cannot be read: {error.strerror}.",
        hint=f"Make it readable, or leave it out: add `{path.name}` to .dockerignore.",
    )


def _listing(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except OSError as error:
        raise unreadable(folder, error) from error


def _lstat(path: Path) -> os.stat_result:
    try:
        return path.lstat()
    except OSError as error:
        raise unreadable(path, error) from error
