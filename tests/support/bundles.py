"""Images as engines save them, made without an engine, and bundles of them."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bisectbuild.bundle.how import How
from bisectbuild.bundle.pack import Packed, Parts, pack

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 64 * 1024 * 1024
HOW = How(
    program="1.2.3",
    dockerfile="Dockerfile",
    target="app",
    flags=("--build-arg", "A=1"),
    builder="buildkit",
    engine="28.5.2",
    platform="linux/amd64",
    line=7,
)


def tar_of(files: Mapping[str, bytes | None]) -> bytes:
    """Give a tar; None is a folder."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            if data is None:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            else:
                entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data or b""))
    return buffer.getvalue()


BASE = tar_of({"bin": None, "bin/sh": bytes(range(256)) * 1000})
GOOD = tar_of({"good": b"good\n"})
AFTER = tar_of({"after": b"left\n"})
EMPTY = bytes(1024)


def digest(data: bytes) -> str:
    """Give the sha256 as a checksum of OCI."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeImage:
    """An image: its layers as tars, and its configuration."""

    name: str
    layers: tuple[bytes, ...]
    config: bytes

    @property
    def id(self) -> str:
        """Give its id."""
        return digest(self.config)


def image(name: str, *layers: bytes, env: tuple[str, ...] = ("A=1",)) -> MadeImage:
    """Make an image."""
    config = {
        "architecture": "amd64",
        "os": "linux",
        "container_config": {"Cmd": ["|1 TOKEN=hush /bin/sh"]},
        "config": {"Env": list(env), "User": "5", "Labels": {"a": "b"}, "Cmd": None},
        "history": [{"created_by": "|1 TOKEN=hush /bin/sh -c true", "empty_layer": True}],
        "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]},
    }
    return MadeImage(name=name, layers=layers, config=json.dumps(config).encode())


BEFORE_IMAGE = image("me/app:before", BASE, EMPTY, GOOD)
AFTER_IMAGE = image("me/app:after", BASE, EMPTY, GOOD, AFTER, EMPTY)


def archive(*images: MadeImage) -> bytes:
    """Give what an engine up to version 24 saves, with links between layers that are the same."""
    files: dict[str, bytes | str | None] = {}
    places: dict[bytes, str] = {}
    manifest = []
    for made in images:
        names = []
        for at, layer in enumerate(made.layers):
            folder = digest(b"%d %s" % (at, made.name.encode())).removeprefix("sha256:")
            name = f"{folder}/layer.tar"
            files |= {folder: None, f"{folder}/VERSION": b"1.0", f"{folder}/json": b"{}"}
            files[name] = f"../{places[layer]}" if layer in places else layer
            places.setdefault(layer, name)
            names.append(name)
        config = f"{made.id.removeprefix('sha256:')}.json"
        files[config] = made.config
        manifest.append({"Config": config, "RepoTags": [made.name], "Layers": names})
    files |= {"manifest.json": json.dumps(manifest).encode(), "repositories": b"{}"}
    return _saved(files)


def layout(*images: MadeImage, packed: Any = None) -> bytes:  # noqa: ANN401 - bytes to bytes
    """Give what an engine from version 25 on saves; `packed` compresses its layers."""
    files: dict[str, bytes | str | None] = {"blobs/": None, "blobs/sha256/": None}
    manifest = []

    def add(data: bytes) -> str:
        name = f"blobs/sha256/{digest(data).removeprefix('sha256:')}"
        files[name] = data
        return name

    for made in images:
        names = [add(packed(layer) if packed else layer) for layer in made.layers]
        add(b'{"v1": "of old"}')
        manifest.append({"Config": add(made.config), "RepoTags": None, "Layers": names})
    files |= {"index.json": b"{}", "manifest.json": json.dumps(manifest).encode()}
    return _saved({**files, "oci-layout": b"{}"})


def _saved(files: Mapping[str, bytes | str | None]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            if data is None:
                entry.type = tarfile.DIRTYPE
            elif isinstance(data, str):
                entry.type, entry.linkname = tarfile.SYMTYPE, data
            else:
                entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data if isinstance(data, bytes) else b""))
    return buffer.getvalue()


CONTEXT = {"Dockerfile": b"FROM x\n", "src": None, "src/app.py": b"print()\n"}


def parts(**given: Any) -> Parts:  # noqa: ANN401 - any of its fields
    """Give what goes into a bundle beside images; what is given comes first."""
    values: dict[str, Any] = {
        "how": HOW,
        "postmortem": b'{"schema": 1}',
        "dockerfile": b"FROM x\nRUN false\n",
        "log": [b"#1 one\n", b"#2 two\n"],
        "states": {"before": BEFORE_IMAGE.id, "after": AFTER_IMAGE.id},
        "clean": lambda text: text.replace("hush", "***"),
        "context": lambda: [tar_of(CONTEXT)],
        "context_limit": LIMIT,
        **given,
    }
    return Parts(**values)


def pieces(data: bytes, size: int = 1000) -> list[bytes]:
    """Cut bytes into pieces."""
    return [data[at : at + size] for at in range(0, len(data), size)]


def packed(out: Path, saved: bytes | None = None, **given: Any) -> Packed:  # noqa: ANN401 - the same
    """Write a bundle of two states."""
    stream = pieces(saved or layout(BEFORE_IMAGE, AFTER_IMAGE))
    return pack(stream, parts(**given), out, limit=LIMIT)
