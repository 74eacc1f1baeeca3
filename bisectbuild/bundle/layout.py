"""The names and documents of the OCI image layout that a bundle is.

OCI image-spec 1.1: image-layout.md, manifest.md, image-index.md, and the guidelines for artefacts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bisectbuild.errors import BundleError

INDEX_TYPE: Final = "application/vnd.oci.image.index.v1+json"
MANIFEST_TYPE: Final = "application/vnd.oci.image.manifest.v1+json"
CONFIG_TYPE: Final = "application/vnd.oci.image.config.v1+json"
LAYER_TYPE: Final = "application/vnd.oci.image.layer.v1.tar+zstd"
BUNDLE_TYPE: Final = "application/vnd.bisectbuild.bundle.v1"
HOW_TYPE: Final = "application/vnd.bisectbuild.bundle.v1+json"
TITLE: Final = "org.opencontainers.image.title"
STATE: Final = "org.opencontainers.image.ref.name"
# How many bytes a compressed part holds.
EXPANDS_TO: Final = "bisectbuild.size"

LAYOUT_NAME: Final = "oci-layout"
INDEX_NAME: Final = "index.json"
BLOBS: Final = "blobs/sha256/"
LAYOUT: Final = b'{"imageLayoutVersion":"1.0.0"}'
# The most that a document (a manifest, a configuration) may have, as registries have it too.
LARGEST_DOCUMENT: Final = 4 * 1024 * 1024
STATE_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A blob by its checksum (`sha256:…`) and its size in bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A blob as a manifest names it. `title` is its file's name; `expands_to` is in bytes."""

    piece: Piece
    media_type: str
    title: str = ""
    expands_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest: its configuration and its layers."""

    config: Named
    layers: tuple[Named, ...]
    artifact_type: str = ""


def write_json(value: object) -> bytes:
    """Write JSON in the one form that bundles have."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=True).encode()


def manifest_json(manifest: Manifest) -> bytes:
    """Write a manifest."""
    document: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "config": _descriptor(manifest.config),
        "layers": [_descriptor(layer) for layer in manifest.layers],
    }
    if manifest.artifact_type:
        document["artifactType"] = manifest.artifact_type
    return write_json(document)


def index_json(artefact: Piece, images: Mapping[str, Piece]) -> bytes:
    """Write the index: the artefact, and the image of each state under its name."""
    first = {**_of_manifest(artefact), "artifactType": BUNDLE_TYPE}
    states = [
        {**_of_manifest(piece), "annotations": {STATE: name}}
        for name, piece in sorted(images.items())
    ]
    return write_json(
        {"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": [first, *states]},
    )


def read_json(data: bytes, what: str) -> dict[str, Any]:
    """Read a JSON object. Raises BundleError."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BundleError(f"Its {what} is no JSON.") from error
    found: dict[str, Any] = expect(value, dict, what)
    return found


def expect(value: object, kind: type, what: str) -> Any:  # noqa: ANN401 - JSON
    """Give a value of JSON that is of a kind. Raises BundleError where it is of another."""
    if type(value) is not kind:
        raise BundleError(f"Its {what} is not as it should be.")
    return value


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest. Raises BundleError."""
    document = read_json(data, "manifest")
    layers: Sequence[object] = expect(document.get("layers"), list, "list of layers")
    return Manifest(
        config=read_descriptor(document.get("config")),
        layers=tuple(map(read_descriptor, layers)),
        artifact_type=expect(document.get("artifactType", ""), str, "type"),
    )


def read_descriptor(value: object) -> Named:
    """Read how a document names a blob. Raises BundleError."""
    given = expect(value, dict, "descriptor")
    digest = read_digest(given.get("digest"))
    size = expect(given.get("size"), int, "size")
    if size < 0:
        raise BundleError("Its sizes are not as they should be.")
    notes = expect(given.get("annotations", {}), dict, "annotations")
    expands = expect(notes.get(EXPANDS_TO, ""), str, "size")
    if expands and not re.fullmatch(r"[0-9]{1,18}", expands):
        raise BundleError("Its sizes are not as they should be.")
    return Named(
        piece=Piece(digest=digest, size=size),
        media_type=expect(given.get("mediaType"), str, "media type"),
        title=expect(notes.get(TITLE, ""), str, "title"),
        expands_to=int(expands) if expands else None,
    )


def read_digest(value: object) -> str:
    """Read a checksum. Raises BundleError."""
    digest: str = expect(value, str, "checksum")
    if not _DIGEST.fullmatch(digest):
        raise BundleError("Its checksums are not as they should be.")
    return digest


def _of_manifest(piece: Piece) -> dict[str, Any]:
    return {"mediaType": MANIFEST_TYPE, "digest": piece.digest, "size": piece.size}


def _descriptor(named: Named) -> dict[str, Any]:
    given: dict[str, Any] = {
        "mediaType": named.media_type,
        "digest": named.piece.digest,
        "size": named.piece.size,
    }
    notes = {}
    if named.title:
        notes[TITLE] = named.title
    if named.expands_to is not None:
        notes[EXPANDS_TO] = str(named.expands_to)
    return {**given, "annotations": notes} if notes else given
