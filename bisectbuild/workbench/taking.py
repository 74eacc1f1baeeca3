"""What is taken out of a container: files, listings, packages, what was typed."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bisectbuild.differ import (
    LISTING,
    PACKAGE_FILES,
    Difference,
    State,
    compare_states,
    read_state,
)
from bisectbuild.errors import EngineError, MissingPathError, UsageError
from bisectbuild.sandbox import HOME, Process
from bisectbuild.shell.transcript import Typed, read_transcript
from bisectbuild.workbench.rooms import Room

_TRANSCRIPT = f"{HOME}/transcript"
_MOST_PATHS = 200


def newly_typed(room: Room) -> tuple[Typed, ...]:
    """Give what was typed in the container since it was last asked, and forget it there."""
    with suppress(EngineError, MissingPathError):
        data = one_file(room, _TRANSCRIPT)
        argv = (room.container.shell, "-c", f": > {_TRANSCRIPT}")
        room.container.capture(Process(argv=argv, user="0"))
        return read_transcript(data)
    return ()


def one_file(room: Room, path: str) -> bytes:
    """Give the bytes of one file. Raises MissingPathError."""
    data = b"".join(room.container.read(path))
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        content = tar.extractfile(tar.getmembers()[0])
        if content is None:
            raise MissingPathError(f"{path} is no file.")
        return content.read()


def paths(room: Room, prefix: str) -> tuple[str, ...]:
    """Give the entries of the container that begin so, folders with a slash at their end."""
    script = 'for p in "$1"*; do [ -e "$p" ] || continue; [ -d "$p" ] && p=$p/; echo "$p"; done'
    argv = (room.container.shell, "-c", script, "sh", prefix)
    told = room.container.capture(room.process(*argv)).stdout.decode(errors="replace")
    return tuple(told.splitlines()[:_MOST_PATHS])


def copy_out(room: Room, path: str, folder: Path) -> tuple[Path, ...]:
    """Copy a path of the container into a folder of this machine; give what lies there now.

    Links that lead out of the folder, devices and the like are refused, since the image is not
    to be trusted. Raises MissingPathError, UsageError.
    """
    if not hasattr(tarfile, "data_filter"):
        raise UsageError(
            "This Python cannot unpack what is not trusted.",
            hint="Python 3.11.4 or newer can; or use docker cp with the container's id.",
        )
    source = path if path.startswith("/") else f"{room.facts.workdir or '/'}/{path}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=_Stream(room.container.read(source)), mode="r|") as tar:
            names = []
            for member in tar:
                tar.extract(member, folder, filter="data")
                names.append(member.name.split("/")[0])
    except (tarfile.TarError, OSError) as error:
        raise UsageError(f"{path} cannot be copied to {folder}: {error}") from error
    return tuple(folder / name for name in dict.fromkeys(names))


def difference(before: Room, after: Room) -> Difference:
    """Compare the file systems of two containers, packages included. Raises EngineError."""
    return compare_states(_state(before), _state(after))


def _state(room: Room) -> State:
    argv = (room.container.shell, "-c", LISTING)
    told = room.container.capture(Process(argv=argv, user="0", workdir="/"))
    files = {}
    for path in PACKAGE_FILES:
        with suppress(MissingPathError):
            files[path] = one_file(room, path)
    return read_state(told.stdout, files)


class _Stream(io.RawIOBase):
    """A stream over pieces of bytes."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Give up to `size` bytes."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._held = piece
        most = len(self._held) if size < 0 else size
        given, self._held = self._held[:most], self._held[most:]
        return given
