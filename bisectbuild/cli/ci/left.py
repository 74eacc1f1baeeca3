"""A failed build that `ci` leaves to a process of its own: a folder with its logs and a note."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bisectbuild.cli.ci.wrapped import build_of
from bisectbuild.errors import UnreadableError
from bisectbuild.options import BuildOptions

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


def read_left(folder: Path) -> LeftHere:
    """Read what was left. Raises UnreadableError where nothing was."""
    try:
        told = json.loads((folder / _NOTE).read_bytes())
        words, logs = tuple(told["words"]), tuple(told["logs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(
            f"{folder} is nothing that a build was left in.",
            hint="Name the file of: bisectbuild ci --bundle FILE -- docker build …",
        ) from error
    return LeftHere(build=build_of(words), logs=logs, images=dict(told["images"]))
