"""A failed build that `ci` leaves to a process of its own: a folder with its logs and a note."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bisectbuild.cli.ci.stale import PREFIX
from bisectbuild.cli.ci.wrapped import build_of
from bisectbuild.errors import UnreadableError
from bisectbuild.options import BuildOptions
from bisectbuild.remote.terms import CONTROL

_NOTE = "left.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftHere:
    """A build of this machine: `images` are those of its states that the engine has."""

    build: BuildOptions
    logs: tuple[str, ...]
    images: Mapping[str, str]


def leave(
    folder: Path, words: tuple[str, ...], logs: tuple[str, ...], images: Mapping[str, str]
) -> None:
    """Write down how to go on, in the folder that holds the logs; only we may read it."""
    note = folder / _NOTE
    note.touch(mode=0o600)
    note.write_text(json.dumps({"words": words, "logs": logs, "images": dict(images)}))


def read_left(folder: Path, environment: Mapping[str, str]) -> LeftHere:
    """Read what the `ci` that started us has left.

    Raises UnreadableError for any other folder: its note would name files, secrets and rights of
    this machine, and nobody is asked whether it may have them.
    """
    if not _is_left_to_us(folder, environment):
        raise UnreadableError(
            f"{folder} is a folder, and a bundle is one file; what lies in a folder may be"
            " anybody's.",
            hint=f"Give the bundle's file, such as {folder / 'shop.bundle'}, which"
            " `bisectbuild ci --bundle FILE` writes.",
        )
    try:
        told: dict[str, Any] = json.loads((folder / _NOTE).read_bytes())
        words, logs, images = tuple(told["words"]), tuple(told["logs"]), dict(told["images"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(
            f"{folder} is nothing that a build was left in.",
            hint="Name the file of: bisectbuild ci --bundle FILE -- docker build …",
        ) from error
    return LeftHere(build=build_of(words), logs=logs, images=images)


def _is_left_to_us(folder: Path, environment: Mapping[str, str]) -> bool:
    """Tell whether it is a folder of the `ci` that started us, which nobody else can write to.

    Its name has the number of that process, which also gives us the socket it listens on.
    """
    try:
        found, socket = folder.lstat(), Path(environment.get(CONTROL, "")).lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and stat.S_ISSOCK(socket.st_mode)
        and found.st_uid == socket.st_uid == os.geteuid()
        and stat.S_IMODE(found.st_mode) & 0o077 == 0
        and folder.name.startswith(f"{PREFIX}{os.getppid()}-")
    )
