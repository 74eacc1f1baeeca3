"""Where a row is measured: an engine of the test matrix, and a folder with a Dockerfile in it."""

from __future__ import annotations

import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.support import matrix

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

OURS = str(Path(sys.executable).parent / "bisectbuild")
BASE = "bisectbuild-test/busybox"


class NotUpError(Exception):
    """The engine that a row needs does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A build context, and the environment of the programs that are measured in it."""

    folder: Path
    env: dict[str, str]

    def write(self, text: str, name: str = "Dockerfile") -> str:
        """Write a file, every `@` in it made something new; give what was written."""
        written = text.replace("@", secrets.token_hex(8))
        (self.folder / name).write_text(written)
        return written


def engine(name: str, builder: str) -> matrix.Engine:
    """Give an engine with one of its builders chosen. Raises NotUpError with the reason."""
    found = matrix.load(name, builder)
    if isinstance(found, str):
        raise NotUpError(found)
    return found


def every_builder() -> Iterator[tuple[str, str]]:
    """Give the engines that bounds are promised for, each with each of its builders."""
    for name, builders in matrix.MATRIX.items():
        for builder in builders:
            yield name, builder


def scratch() -> AbstractContextManager[str]:
    """Give a folder that is removed after the block."""
    return TemporaryDirectory(prefix="bisectbuild-bench-")


def scene(on: matrix.Engine, folder: str) -> Scene:
    """Lay out a folder for programs that use an engine; our logs stay in it."""
    context, state = Path(folder, "context"), Path(folder, "state")
    context.mkdir()
    hidden = {"CI", "NO_COLOR", "FORCE_COLOR"}
    kept = {name: value for name, value in on.env.items() if name not in hidden}
    return Scene(folder=context, env={**kept, "XDG_STATE_HOME": str(state), "TERM": "xterm"})
