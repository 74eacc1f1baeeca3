"""The images of a bundle as an engine loads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bisectbuild.bundle.layout import write_json
from bisectbuild.bundle.read import Bundle, about
from bisectbuild.bundle.tar import END, Entry, head, padding
from bisectbuild.bundle.writer import Meter
from bisectbuild.bundle.zstd import expanded
from bisectbuild.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def load_stream(bundle: Bundle, names: Mapping[str, str]) -> Iterator[bytes]:
    """Give the tar for `POST /images/load`: the images of the states that `names` names.

    It is what `docker save` wrote before version 25, which engines up to 28.5 load (moby
    image/tarexport/load.go). Memory does not grow with it. Raises BundleError, before the end,
    where a layer is not what its image's configuration says; an engine then loads nothing.
    """
    with about(bundle.scanned.path):
        written: set[str] = set()
        manifest: list[dict[str, Any]] = []
        for state, name in names.items():
            image = bundle.images[state]
            config = f"{image.id.removeprefix('sha256:')}.json"
            layers = [_layer_name(diff_id) for diff_id in image.diff_ids]
            manifest.append({"Config": config, "RepoTags": [name], "Layers": layers})
            for at, layer in enumerate(layers):
                if layer not in written:
                    yield from _layer(bundle, state, at)
                    written.add(layer)
            if config not in written:
                yield from _file(config, bundle.scanned.document(image.config))
                written.add(config)
        yield from _file("manifest.json", write_json(manifest))
        yield END


def _layer_name(diff_id: str) -> str:
    return f"{diff_id.removeprefix('sha256:')}.tar"


def _layer(bundle: Bundle, state: str, at: int) -> Iterator[bytes]:
    image = bundle.images[state]
    named, meter = image.layers[at], Meter()
    size = named.expands_to or 0
    yield head(Entry(name=_layer_name(image.diff_ids[at]), size=size))
    yield from meter.through(expanded(bundle.scanned.blob(named.piece), size))
    if meter.piece.digest != image.diff_ids[at]:
        raise BundleError("A layer is not what its image says that it is.")
    yield padding(size)


def _file(name: str, data: bytes) -> Iterator[bytes]:
    yield head(Entry(name=name, size=len(data)))
    yield data
    yield padding(len(data))
