"""Streams of bytes as files, and files as streams."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from bisectbuild.bundle.tar import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PIECE: Final = 256 * 1024


class Reader:
    """A stream as the file that `tarfile` reads: it asks for nothing but `read`."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._source = Source(pieces)

    def read(self, size: int) -> bytes:
        """Give the next bytes; fewer only at the end."""
        return self._source.up_to(size)


def pieces_of(file: IO[bytes], size: int | None = None) -> Iterator[bytes]:
    """Give what a file holds from where it stands, `size` bytes or all; fewer where it ends."""
    left = size
    while left is None or left > 0:
        piece = file.read(_PIECE if left is None else min(left, _PIECE))
        if not piece:
            return
        if left is not None:
            left -= len(piece)
        yield piece
