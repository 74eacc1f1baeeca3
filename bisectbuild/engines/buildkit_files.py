"""Where the Dockerfile of a build lies: the person's own file, or one in a private folder."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bisectbuild.builder import BuildRequest

# Builders call a build by this folder in their history, so that ours can be told apart.
FOLDER = "bisectbuild-file"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildFiles:
    """`dockerfile` is what `-f` takes, None where the builder finds it by itself.

    `image_id` is where the client writes the id of the image.
    """

    dockerfile: Path | None
    image_id: Path


@contextlib.contextmanager
def build_files(request: BuildRequest) -> Iterator[BuildFiles]:
    """Lay out the files of one build and take them away again.

    A rewritten Dockerfile lies outside the build context, so that `COPY . .` sees what it saw
    before; it keeps its base name, which the builder prints, and has the file's own ignore file
    beside it, which the builder looks for under that name. Raises EngineError where the folder
    for temporary files cannot be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder = Path(
                stack.enter_context(
                    tempfile.TemporaryDirectory(prefix="bisectbuild-", ignore_cleanup_errors=True)
                )
            )
            files = BuildFiles(dockerfile=_dockerfile(request, folder), image_id=folder / "iid")
        except OSError as error:
            raise EngineError(
                f"The folder for temporary files cannot be written: {error.strerror}.",
                hint="Free some space there, or name another folder in the variable TMPDIR.",
            ) from error
        yield files


def _dockerfile(request: BuildRequest, folder: Path) -> Path | None:
    path = request.dockerfile_path
    if path is None and not request.dockerfile:
        return None
    if path is not None and _holds(path, request.dockerfile):
        return path
    # A folder of its own: no name that the file may have can meet another file's.
    inner = folder / FOLDER
    inner.mkdir()
    ours = inner / (path.name if path else "Dockerfile")
    ours.write_bytes(request.dockerfile)
    if path is not None:
        ignore = path.with_name(f"{path.name}.dockerignore")
        if ignore.is_file():
            shutil.copyfile(ignore, inner / ignore.name)
    return ours


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
