"""Packing a failed build into one file: an OCI image layout of its states and of its papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bisectbuild.bundle.context import portable
from bisectbuild.bundle.how import LIST, NONE, WHOLE, How, write_how
from bisectbuild.bundle.images import clean_config
from bisectbuild.bundle.layout import (
    BUNDLE_TYPE,
    CONFIG_TYPE,
    HOW_TYPE,
    LAYER_TYPE,
    Manifest,
    Named,
    Piece,
    index_json,
    manifest_json,
    write_json,
)
from bisectbuild.bundle.papers import CONTEXT, CONTEXT_LIST, DOCKERFILE, LOG, POSTMORTEM, Paper
from bisectbuild.bundle.saved import SavedImage, read_saved
from bisectbuild.bundle.writer import Counted, Meter, Writer
from bisectbuild.bundle.zstd import compressed
from bisectbuild.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LEFT_OUT: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What goes into a bundle beside the images; all texts are free of secrets already.

    `states` gives the image of each state by its id or its name, as the engine was asked to save
    it. `context` begins the tar of the build context, None where there is to be none; where it
    comes to more than `context_limit` bytes, its `listing` (a path each) is packed instead.
    `clean` masks the secrets in a text of an image's configuration.
    """

    how: How
    postmortem: bytes
    dockerfile: bytes
    log: Iterable[bytes]
    states: Mapping[str, str]
    clean: Callable[[str], str]
    context: Callable[[], Iterable[bytes]] | None = None
    listing: tuple[str, ...] = ()
    context_limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A bundle that was written: its size in bytes, the checksum of its index, its layers.

    `context` tells what there is of the build context (whole, list, none), and `left_out` what
    of it a bundle cannot carry.
    """

    size: int
    digest: str
    layers: int
    states: Mapping[str, str] = field(default_factory=dict)
    context: str
    left_out: tuple[str, ...]


class _OverLimitError(Exception):
    """The build context is over its limit."""


def pack(saved: Iterable[bytes], parts: Parts, out: Path, *, limit: int) -> Packed:
    """Write the bundle `out`; `saved` is what the engine gives for `GET /images/get`.

    It gets its name once it is whole, so that there is a whole one or none. Memory does not grow
    with it, and the disk holds nothing but it. Raises BundleError where it would be larger than
    `limit` bytes or cannot be written, EngineError where the engine did not save what was asked
    for.
    """
    with Writer(out, limit) as writer:
        papers = [
            _plain(writer, POSTMORTEM, parts.postmortem),
            _plain(writer, DOCKERFILE, parts.dockerfile),
            _compressed(writer, LOG, parts.log),
        ]
        context, left_out = _context(writer, parts, papers)
        images = read_saved(saved, writer) if parts.states else ()
        chosen = {name: _find(images, image) for name, image in parts.states.items()}
        manifests = {name: _image(writer, image, parts) for name, image in chosen.items()}
        how = replace(
            parts.how,
            context=context,
            left_out=left_out,
            states={name: piece.digest for name, piece in manifests.items()},
        )
        config = Named(piece=writer.blob([write_how(how)]), media_type=HOW_TYPE)
        artefact = Manifest(config=config, layers=tuple(papers), artifact_type=BUNDLE_TYPE)
        index = index_json(writer.blob([manifest_json(artefact)]), manifests)
        meter = Meter()
        size = writer.finish(b"".join(meter.through([index])))
    return Packed(
        size=size,
        digest=meter.piece.digest,
        layers=len({layer.blob for image in chosen.values() for layer in image.layers}),
        states=how.states,
        context=context,
        left_out=left_out,
    )


def _plain(writer: Writer, paper: Paper, data: bytes) -> Named:
    return Named(piece=writer.blob([data]), media_type=paper.media_type, title=paper.title)


def _compressed(writer: Writer, paper: Paper, pieces: Iterable[bytes]) -> Named:
    counted = Counted()
    piece = writer.blob(compressed(counted.through(pieces)))
    return Named(
        piece=piece,
        media_type=paper.media_type,
        title=paper.title,
        expands_to=counted.size,
    )


def _context(writer: Writer, parts: Parts, papers: list[Named]) -> tuple[str, tuple[str, ...]]:
    """Add the build context, or its list; tell which, and what was left out."""
    if parts.context is None and not parts.listing:
        return NONE, ()
    left_out: list[str] = []
    if parts.context is not None:
        tar = _capped(portable(parts.context(), left_out.append), parts.context_limit)
        try:
            papers.append(_compressed(writer, CONTEXT, tar))
        except _OverLimitError:
            left_out.clear()
        else:
            return WHOLE, tuple(left_out[:_MOST_LEFT_OUT])
    lines = "".join(f"{path}\n" for path in parts.listing).encode("utf-8", "surrogateescape")
    papers.append(_compressed(writer, CONTEXT_LIST, [lines]))
    return LIST, ()


def _capped(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise _OverLimitError
        yield piece


def _find(images: tuple[SavedImage, ...], image: str) -> SavedImage:
    for saved in images:
        if image == saved.id or image in saved.names or f"{image}:latest" in saved.names:
            return saved
    raise EngineError(f"The engine did not save the image {image}.")


def _image(writer: Writer, image: SavedImage, parts: Parts) -> Piece:
    config = writer.blob([write_json(clean_config(image.config, parts.clean))])
    layers = tuple(
        Named(piece=layer.blob, media_type=LAYER_TYPE, expands_to=layer.size)
        for layer in image.layers
    )
    manifest = Manifest(config=Named(piece=config, media_type=CONFIG_TYPE), layers=layers)
    return writer.blob([manifest_json(manifest)])
