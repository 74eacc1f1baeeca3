"""The parts of a bundle's file and where they lie, each checked against its checksum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bisectbuild.bundle.layout import (
    BLOBS,
    INDEX_NAME,
    LARGEST_DOCUMENT,
    LAYOUT,
    LAYOUT_NAME,
    Piece,
)
from bisectbuild.bundle.sizes import over
from bisectbuild.bundle.stream import pieces_of
from bisectbuild.bundle.tar import Entry, Kind, Source, entries
from bisectbuild.bundle.writer import Meter
from bisectbuild.errors import BundleError

MOST_PARTS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A bundle's file: its index, and where the blob of each checksum begins, in bytes."""

    path: Path
    index: bytes
    places: Mapping[str, int]
    sizes: Mapping[str, int]

    def blob(self, piece: Piece) -> Iterator[bytes]:
        """Give a blob. Raises BundleError where it is not there, or of another size."""
        if self.sizes.get(piece.digest) != piece.size:
            raise BundleError("A part of it is missing.")
        with reading(self.path), self.path.open("rb") as file:
            file.seek(self.places[piece.digest])
            yield from pieces_of(file, piece.size)

    def document(self, piece: Piece) -> bytes:
        """Give a small blob. Raises BundleError where it is too large or was altered since."""
        if piece.size > LARGEST_DOCUMENT:
            raise BundleError("A document of it is too large.")
        meter = Meter()
        data = b"".join(meter.through(self.blob(piece)))
        if meter.piece != piece:
            raise BundleError("It is being altered.")
        return data


def scan(path: Path, limit: int) -> Scanned:
    """Read a bundle's file once, and check all of it.

    Raises BundleError where it is larger than `limit` bytes, cannot be read, or has anything in
    it that bisectbuild would not have written.
    """
    places: dict[str, int] = {}
    sizes: dict[str, int] = {}
    with reading(path), path.open("rb") as file:
        if (size := path.stat().st_size) > limit:
            raise over(size, limit)
        source = Source(pieces_of(file))
        parts = entries(source)
        first = _expect(next(parts, None), LAYOUT_NAME)
        if first.size != len(LAYOUT) or source.take(first.size) != LAYOUT:
            raise BundleError("It is no OCI image layout.")
        for entry in parts:
            if entry.name == INDEX_NAME:
                _expect(entry, INDEX_NAME)
                index = source.take(entry.size)
                break
            start, meter = source.position, Meter()
            for _ in meter.through(source.pieces(entry.size)):
                pass
            piece = meter.piece
            _expect(entry, BLOBS + piece.digest.removeprefix("sha256:"))
            if piece.digest in places or len(places) >= MOST_PARTS:
                raise BundleError("It has a part twice, or too many parts.")
            places[piece.digest], sizes[piece.digest] = start, piece.size
        else:
            raise BundleError("It has no index.")
        if next(parts, None) is not None:
            raise BundleError("It has something after its index.")
    return Scanned(path=path, index=index, places=places, sizes=sizes)


def _expect(entry: Entry | None, name: str) -> Entry:
    """Give an entry; refuse one that is not the file it should be."""
    if entry is None or entry.name != name:
        raise BundleError("A part of it does not have the checksum that it is named by.")
    wanted = Entry(name=name, size=entry.size)
    if entry != wanted or entry.kind is not Kind.FILE:
        raise BundleError("It was altered, or bisectbuild did not write it.")
    if name in {LAYOUT_NAME, INDEX_NAME} and entry.size > LARGEST_DOCUMENT:
        raise BundleError("A document of it is too large.")
    return entry


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say of which file it is that an error speaks."""
    try:
        yield
    except OSError as error:
        raise BundleError(f"{path} cannot be read: {error.strerror}.") from error
