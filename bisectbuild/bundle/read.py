"""What a bundle holds, once all of it was found to be as `pack` writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bisectbuild.bundle.how import How, newer, read_how
from bisectbuild.bundle.layout import (
    BUNDLE_TYPE,
    LAYER_TYPE,
    Manifest,
    Named,
    Piece,
    expect,
    index_json,
    read_descriptor,
    read_digest,
    read_json,
    read_manifest,
)
from bisectbuild.bundle.papers import ALWAYS, PAPERS
from bisectbuild.bundle.scan import Scanned, scan
from bisectbuild.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION: Final = re.compile(r"application/vnd\.bisectbuild\.bundle\.v([0-9]{1,9})")
_MOST_LAYERS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The image of a state. Its `diff_ids` are the checksums of its layers when expanded."""

    manifest: Piece
    config: Piece
    diff_ids: tuple[str, ...]
    layers: tuple[Named, ...]

    @property
    def id(self) -> str:
        """Give the id that an engine has it by once it was loaded."""
        return self.config.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle: `papers` by the names of their files, `images` by their states."""

    scanned: Scanned
    how: How
    artefact: Piece
    papers: Mapping[str, Named]
    images: Mapping[str, Image]
    size: int

    @property
    def manifests(self) -> tuple[Piece, ...]:
        """Give the manifests, each once."""
        return tuple(dict.fromkeys((self.artefact, *(i.manifest for i in self.images.values()))))

    @property
    def blobs(self) -> tuple[Piece, ...]:
        """Give all that the manifests name, in the order in which the file has it."""
        manifests = {piece.digest for piece in self.manifests}
        sizes = self.scanned.sizes
        return tuple(Piece(digest=d, size=sizes[d]) for d in sizes if d not in manifests)


def read_bundle(path: Path, limit: int) -> Bundle:
    """Read a bundle and check every byte of it; nothing is written.

    Raises BundleError, with advice, where it was altered or cut off, where a newer version wrote
    it, and where it is larger than `limit` bytes; for what it expands to see `refuse_large`.
    """
    with about(path):
        scanned = scan(path, limit)
        artefact = _artefact(scanned)
        manifest = read_manifest(scanned.document(artefact))
        how = read_how(scanned.document(manifest.config.piece))
        images = {name: _image(scanned, digest) for name, digest in how.states.items()}
        pieces = {name: image.manifest for name, image in images.items()}
        if index_json(artefact, pieces) != scanned.index:
            raise BundleError("Its index was altered.")
        papers = _papers(manifest)
        _refuse_strays(scanned, artefact, manifest, images)
    return Bundle(
        scanned=scanned,
        how=how,
        artefact=artefact,
        papers=papers,
        images=images,
        size=path.stat().st_size,
    )


@contextmanager
def about(name: object) -> Iterator[None]:
    """Say of which bundle it is that a refusal speaks, and what can be done."""
    try:
        yield
    except BundleError as error:
        raise BundleError(
            f"The bundle {name} is refused. {error.message}",
            hint=error.hint or "Fetch it again from where it was made.",
        ) from error


def _artefact(scanned: Scanned) -> Piece:
    """Find the manifest of the papers, whose type tells of newer versions."""
    index = read_json(scanned.index, "index")
    named: list[Any] = expect(index.get("manifests"), list, "index")
    first = expect(named[0] if named else None, dict, "index")
    kind = _VERSION.fullmatch(expect(first.get("artifactType"), str, "index"))
    if kind is None:
        raise BundleError("It is no bundle of bisectbuild.")
    if kind[0] != BUNDLE_TYPE:
        raise newer()
    return read_descriptor(first).piece


def _image(scanned: Scanned, digest: str) -> Image:
    piece = Piece(digest=digest, size=scanned.sizes.get(digest, 0))
    manifest = read_manifest(scanned.document(piece))
    config = read_json(scanned.document(manifest.config.piece), "configuration")
    rootfs = expect(config.get("rootfs"), dict, "configuration")
    diff_ids = expect(rootfs.get("diff_ids", []), list, "configuration")
    if len(diff_ids) != len(manifest.layers) or len(diff_ids) > _MOST_LAYERS:
        raise BundleError("The layers of its images are not those that they should have.")
    for layer in manifest.layers:
        if layer.media_type != LAYER_TYPE or layer.expands_to is None:
            raise BundleError("The layers of its images are not as they should be.")
    return Image(
        manifest=piece,
        config=manifest.config.piece,
        diff_ids=tuple(read_digest(diff_id) for diff_id in diff_ids),
        layers=manifest.layers,
    )


def _papers(manifest: Manifest) -> dict[str, Named]:
    papers = {named.title: named for named in manifest.layers}
    if len(papers) != len(manifest.layers) or not ALWAYS <= papers.keys() <= PAPERS.keys():
        raise BundleError("Its papers are not those that they should be.")
    for title, named in papers.items():
        paper = PAPERS[title]
        if named.media_type != paper.media_type or paper.compressed != (
            named.expands_to is not None
        ):
            raise BundleError("Its papers are not as they should be.")
    return papers


def _refuse_strays(
    scanned: Scanned, artefact: Piece, manifest: Manifest, images: Mapping[str, Image]
) -> None:
    """Refuse blobs that nothing names, and names of blobs that are not there."""
    named = {artefact, manifest.config.piece, *(layer.piece for layer in manifest.layers)}
    for image in images.values():
        named |= {image.manifest, image.config, *(layer.piece for layer in image.layers)}
    there = {Piece(digest=digest, size=size) for digest, size in scanned.sizes.items()}
    if named != there:
        raise BundleError("Its parts are not those that it tells of.")
