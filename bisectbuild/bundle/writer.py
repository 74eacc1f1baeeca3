"""Writing a bundle beside its final name: blobs as they come, each once, and the index last."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self

from bisectbuild.bundle.layout import BLOBS, INDEX_NAME, LAYOUT, LAYOUT_NAME, Piece
from bisectbuild.bundle.nameless import Nameless, refuse_folder
from bisectbuild.bundle.tar import BLOCK, END, Entry, head, padding
from bisectbuild.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_BUFFER: Final = 1024 * 1024
_MAKE_LARGER: Final = "Allow more with --bundle-limit, or leave files out: --no-context."


class Counted:
    """Bytes that pass by: their number."""

    def __init__(self) -> None:
        self.size = 0

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass pieces on."""
        for piece in pieces:
            self.size += len(piece)
            yield piece


class Meter:
    """Bytes that pass by: their number and their sha256."""

    def __init__(self) -> None:
        self._size = 0
        self._sum = hashlib.sha256()

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass pieces on."""
        for piece in pieces:
            self._sum.update(piece)
            self._size += len(piece)
            yield piece

    @property
    def piece(self) -> Piece:
        """Give what has passed so far."""
        return Piece(digest=f"sha256:{self._sum.hexdigest()}", size=self._size)


def file_size(sizes: Iterable[int], index: int) -> int:
    """Give the bytes of a bundle's file from those of its blobs, each once, and of its index."""
    parts = (len(LAYOUT), *sizes, index)
    return sum(BLOCK + size + -size % BLOCK for size in parts) + len(END)


class Writer:
    """A bundle that is being written; until `finish` it has no name where that can be.

    Leaving it before removes what there is. Raises BundleError where the bundle would be larger
    than `limit` bytes (`hint` says what to do then), and where the disk cannot hold it.
    """

    def __init__(self, out: Path, limit: int, hint: str = _MAKE_LARGER) -> None:
        refuse_folder(out)
        self._out = out
        self._limit = limit
        self._hint = hint
        self._seen: set[str] = set()
        with self._told():
            self._nameless = Nameless(out, _BUFFER)
            self._file = self._nameless.file

    def __enter__(self) -> Self:
        self._append(head(Entry(name=LAYOUT_NAME, size=len(LAYOUT))), LAYOUT, padding(len(LAYOUT)))
        return self

    def __exit__(self, *_: object) -> None:
        self._nameless.drop()

    def blob(self, pieces: Iterable[bytes]) -> Piece:
        """Add a blob, unless it is there already. What `pieces` raises leaves nothing behind."""
        start = self._file.tell()
        meter = Meter()
        try:
            self._append(bytes(BLOCK))
            for piece in meter.through(pieces):
                self._append(piece)
            found = meter.piece
            self._append(padding(found.size))
        except BaseException:
            self._cut(start)
            raise
        if found.digest in self._seen:
            self._cut(start)
            return found
        self._seen.add(found.digest)
        name = BLOBS + found.digest.removeprefix("sha256:")
        with self._told():
            self._file.seek(start)
            self._file.write(head(Entry(name=name, size=found.size)))
            self._file.seek(0, 2)
        return found

    def finish(self, index: bytes) -> int:
        """Write the index, and give the file its name; give its size in bytes."""
        entry = Entry(name=INDEX_NAME, size=len(index))
        self._append(head(entry), index, padding(len(index)), END)
        with self._told():
            size = self._file.tell()
            self._nameless.name()
        return size

    def _cut(self, start: int) -> None:
        with self._told():
            self._file.seek(start)
            self._file.truncate()

    def _append(self, *pieces: bytes) -> None:
        with self._told():
            for piece in pieces:
                if self._file.tell() + len(piece) > self._limit:
                    raise BundleError(
                        f"The bundle would be larger than its limit of {self._limit:,} bytes.",
                        hint=self._hint,
                    )
                self._file.write(piece)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BundleError(
                f"The bundle {self._out} cannot be written: {error.strerror}.",
                hint="Name another file, on a disk with room.",
            ) from error
