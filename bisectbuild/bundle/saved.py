"""Reading what an engine saves of images: layers are packed as they come, the rest is kept."""

from __future__ import annotations

import json
import posixpath
import tarfile
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final, cast

from bisectbuild.bundle.layout import BLOBS, LARGEST_DOCUMENT
from bisectbuild.bundle.stream import Reader, pieces_of
from bisectbuild.bundle.writer import Counted, Writer
from bisectbuild.bundle.zstd import Decompressor, compressed
from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bisectbuild.bundle.layout import Piece

# Small enough for the processor to keep at hand: with 1 MiB it takes three times as long.
_BUFFER: Final = 64 * 1024
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer: its bytes when it is not compressed, and the blob that was made of it."""

    size: int
    blob: Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedImage:
    """One image as the engine saved it: its id, its names, its configuration, its layers."""

    id: str
    names: tuple[str, ...]
    config: dict[str, Any]
    layers: tuple[Layer, ...]


@dataclass(slots=True)
class _Found:
    documents: dict[str, Any] = field(default_factory=dict)
    layers: dict[str, Layer] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


def read_saved(saved: Iterable[bytes], writer: Writer) -> tuple[SavedImage, ...]:
    """Read the stream of `GET /images/get`, and write each layer to the bundle.

    Engines up to 24 write `ID/layer.tar` and `ID.json`, and links between layers that are the
    same; newer ones an OCI layout, whose layers are compressed where containerd keeps them. Both
    end in a manifest.json (moby image/tarexport/save.go, 20.10 and 28.5). Raises EngineError
    where that is not whole.
    """
    found = _Found()
    try:
        with tarfile.open(
            fileobj=cast("IO[bytes]", Reader(saved)), mode="r|", bufsize=_BUFFER
        ) as tar:
            for member in tar:
                _take(tar, member, found, writer)
        images: list[dict[str, Any]] = found.documents["manifest.json"]
        return tuple(_image(found, image) for image in images)
    except (tarfile.TarError, KeyError, TypeError, ValueError, zlib.error) as error:
        raise EngineError(
            f"What the engine saved of the images cannot be read: {error!r}",
            hint="See whether `docker save` works by itself.",
        ) from error


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, found: _Found, writer: Writer) -> None:
    name = posixpath.normpath(member.name)
    if member.issym():
        found.links[name] = posixpath.normpath(
            posixpath.join(posixpath.dirname(name), member.linkname)
        )
    elif member.islnk():
        found.links[name] = posixpath.normpath(member.linkname)
    content = tar.extractfile(member) if member.isfile() else None
    if content is None:
        return
    layer = name.startswith(BLOBS) or name.endswith("/layer.tar")
    small = member.size <= LARGEST_DOCUMENT
    if layer and small:
        # A layer is a tar, full of zeros, and never JSON.
        data = content.read()
        try:
            found.documents[name] = json.loads(data)
        except ValueError:
            found.layers[name] = _layer([data], writer)
    elif layer:
        found.layers[name] = _layer(pieces_of(content), writer)
    elif small and name.endswith(".json"):
        found.documents[name] = json.loads(content.read())


def _layer(pieces: Iterable[bytes], writer: Writer) -> Layer:
    counted = Counted()
    blob = writer.blob(compressed(counted.through(_plain(pieces))))
    return Layer(size=counted.size, blob=blob)


def _plain(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Undo the compression of a layer, if it has one."""
    waiting = iter(pieces)
    first = next(waiting, b"")
    if first.startswith(_GZIP):
        return _undone(first, waiting, gzip=True)
    if first.startswith(_ZSTD):
        return _undone(first, waiting, gzip=False)
    return _chained(first, waiting)


def _chained(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def _undone(first: bytes, pieces: Iterator[bytes], *, gzip: bool) -> Iterator[bytes]:
    """Expand gzip or zstd; a layer may be many members, one after the other."""
    expander: Any = None
    for piece in _chained(first, pieces):
        data = piece
        while data:
            if expander is None or expander.eof:
                expander = zlib.decompressobj(16 + zlib.MAX_WBITS) if gzip else Decompressor()
            yield expander.decompress(data)
            data = expander.unused_data if expander.eof else b""
    if expander is None or not expander.eof:
        raise ValueError("a layer is cut off")


def _image(found: _Found, image: dict[str, Any]) -> SavedImage:
    name = posixpath.normpath(image["Config"])
    config: dict[str, Any] = found.documents[name]
    layers = tuple(_resolved(found, layer) for layer in image["Layers"] or ())
    # That each is the one it should be is seen when it is loaded: here a sum would cost a tenth.
    if len(layers) != len(config["rootfs"].get("diff_ids") or ()):
        raise ValueError("its layers are not those of its configuration")
    return SavedImage(
        id=f"sha256:{posixpath.basename(name).removesuffix('.json')}",
        names=tuple(image["RepoTags"] or ()),
        config=config,
        layers=layers,
    )


def _resolved(found: _Found, name: str) -> Layer:
    name = posixpath.normpath(name)
    for _ in range(len(found.links)):
        name = found.links.get(name, name)
    return found.layers[name]
