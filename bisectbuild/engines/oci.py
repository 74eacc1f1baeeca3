"""Bundles in a registry: `oci://REGISTRY/REPOSITORY:TAG`.

OCI distribution-spec 1.1, which registries follow since distribution 2.8.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from bisectbuild.bundle.layout import (
    INDEX_TYPE,
    LARGEST_DOCUMENT,
    MANIFEST_TYPE,
    Piece,
    expect,
    read_descriptor,
    read_json,
    read_manifest,
)
from bisectbuild.bundle.read import about, read_bundle
from bisectbuild.bundle.scan import MOST_PARTS
from bisectbuild.bundle.sizes import allow_more, over
from bisectbuild.bundle.writer import Meter, Writer, file_size
from bisectbuild.engines.oci_auth import opened, read_at_most
from bisectbuild.errors import BundleError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from requests import Response

    from bisectbuild.bundle.scan import Scanned
    from bisectbuild.engines.oci_auth import Registry

SCHEME: Final = "oci://"
_REFERENCE: Final = re.compile(r"oci://([^\s@]+?)(?::([\w][\w.-]{0,127})|@(sha256:[0-9a-f]{64}))")
_REDIRECTS: Final = 5
_PIECE: Final = 1024 * 1024
_LOGIN: Final = "See that docker login was done for it, and that you may write there."
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_MISSING: Final = 404


def push(bundle: Path, reference: str, env: Mapping[str, str], *, limit: int) -> str:
    """Put a bundle into a registry; give the checksum that it can be asked for by.

    What the registry has already is not sent again. Raises BundleError where the bundle is not
    whole, UsageError where the registry refuses; nothing of a login is in its message.
    """
    repository, tag = parsed(reference)
    read = read_bundle(bundle, limit)
    with _registry(repository, env, "The bundle could not be sent to") as registry:
        for piece in read.blobs:
            if not _has(registry, piece):
                _upload(registry, read.scanned, piece)
        for piece in read.manifests:
            document = read.scanned.document(piece)
            _put_manifest(registry, piece.digest, MANIFEST_TYPE, document)
        index = read.scanned.index
        _put_manifest(registry, tag, INDEX_TYPE, index)
    return _sum(index).digest


def pull(reference: str, out: Path, env: Mapping[str, str], *, limit: int) -> Path:
    """Fetch a bundle from a registry into the file `out`.

    All of it is checked against its checksums on the way. Raises BundleError where something is
    not what it should be or is larger than `limit` bytes, UsageError where the registry refuses.
    """
    repository, tag = parsed(reference)
    with (
        _registry(repository, env, "The bundle could not be fetched from") as registry,
        about(reference),
    ):
        index = _document(registry, f"manifests/{tag}", INDEX_TYPE)
        if tag.startswith("sha256:") and _sum(index).digest != tag:
            raise BundleError("Its index does not have the checksum that was asked for.")
        listed: list[Any] = expect(read_json(index, "index").get("manifests"), list, "index")
        manifests = [read_descriptor(given).piece for given in listed]
        size = file_size(_sizes(registry, manifests), len(index))
        if size > limit:
            raise over(size, limit)
        # A registry that says another thing when asked again gets the same advice.
        with Writer(out, limit, allow_more(size)) as writer:
            _fetch(registry, manifests, writer)
            writer.finish(index)
    return out


def _sizes(registry: Registry, manifests: list[Piece]) -> Iterable[int]:
    """Ask what a bundle's parts have, each once, in bytes, before any is fetched."""
    found: dict[str, int] = {}
    for piece in manifests:
        manifest = read_manifest(_document(registry, f"manifests/{piece.digest}", MANIFEST_TYPE))
        named = (manifest.config, *manifest.layers)
        found |= {part.digest: part.size for part in (piece, *(each.piece for each in named))}
        if len(found) > MOST_PARTS:
            raise BundleError("It has too many parts.")
    return found.values()


def _fetch(registry: Registry, manifests: list[Piece], writer: Writer) -> None:
    done: set[str] = set()
    for piece in manifests:
        document = _document(registry, f"manifests/{piece.digest}", MANIFEST_TYPE)
        manifest = read_manifest(document)
        for named in (manifest.config, *manifest.layers):
            if named.piece.digest not in done:
                writer.blob(_fetched(registry, named.piece))
                done.add(named.piece.digest)
        if _sum(document) != piece:
            raise BundleError("A manifest does not have its checksum.")
        writer.blob([document])


def parsed(reference: str) -> tuple[str, str]:
    """Cut a reference into the repository and the tag, or the checksum. Raises UsageError."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise UsageError(
            "A place for a bundle in a registry is written oci://REGISTRY/REPOSITORY:TAG.",
            hint="For example oci://registry.example.com/team/failed:42",
        )
    return found[1], found[2] or found[3]


@contextmanager
def _registry(repository: str, env: Mapping[str, str], what: str) -> Iterator[Registry]:
    trouble = UsageError(f"{what} the registry {{host}} (repository {{path}})", hint=_LOGIN)
    with opened(repository, env, trouble) as registry:
        yield registry


def _has(registry: Registry, piece: Piece) -> bool:
    answer = registry.ask("HEAD", f"{registry.base}/blobs/{piece.digest}")
    if answer.status_code in _MOVED:
        return True
    if answer.status_code != _MISSING:
        _check(registry, answer, "for a part of it")
    return answer.ok


def _upload(registry: Registry, scanned: Scanned, piece: Piece) -> None:
    begun = registry.ask("POST", f"{registry.base}/blobs/uploads/", body=bytes)
    _check(registry, begun, "to an upload")
    url = urljoin(begun.url, begun.headers.get("Location", ""))
    if not registry.may_ask(url):
        raise UsageError(f"The registry {registry.host} wants uploads at another, unsafe place.")
    joint = "&" if urlsplit(url).query else "?"
    done = registry.ask(
        "PUT",
        f"{url}{joint}digest={piece.digest}",
        headers={"Content-Type": "application/octet-stream"},
        body=lambda: _Body(scanned, piece) if piece.size else b"",
    )
    _check(registry, done, "to an upload")


def _put_manifest(registry: Registry, name: str, kind: str, document: bytes) -> None:
    answer = registry.ask(
        "PUT",
        f"{registry.base}/manifests/{name}",
        headers={"Content-Type": kind},
        body=lambda: document,
    )
    _check(registry, answer, "to a manifest")


def _document(registry: Registry, path: str, kind: str) -> bytes:
    with _get(registry, f"{registry.base}/{path}", kind) as answer:
        try:
            return read_at_most(answer, LARGEST_DOCUMENT)
        except ValueError as error:
            raise BundleError("A document of it is too large.") from error


def _fetched(registry: Registry, piece: Piece) -> Iterator[bytes]:
    """Give a blob as it comes. Raises BundleError where it is another, or larger."""
    meter, size = Meter(), 0
    with _get(registry, f"{registry.base}/blobs/{piece.digest}", "*/*") as answer:
        # Not as requests would decode it: the checksum is that of the bytes as they are sent.
        for some in meter.through(answer.raw.stream(_PIECE, decode_content=False)):
            size += len(some)
            if size > piece.size:
                break
            yield some
    if meter.piece != piece:
        raise BundleError("A part of it does not have its checksum.")


def _get(registry: Registry, url: str, kind: str) -> Response:
    """Ask for a content, following where the registry keeps it (mostly another host)."""
    for _ in range(_REDIRECTS):
        answer = registry.ask("GET", url, headers={"Accept": kind}, stream=True)
        if answer.status_code not in _MOVED:
            _check(registry, answer, "for the bundle")
            return answer
        answer.close()
        url = urljoin(url, answer.headers.get("Location", ""))
        if not registry.may_ask(url):
            raise UsageError(f"The registry {registry.host} leads to an unsafe place.")
    raise UsageError(f"The registry {registry.host} leads on and on to other places.")


def _check(registry: Registry, answer: Response, what: str) -> None:
    if not answer.ok or answer.status_code in _MOVED:
        answer.close()
        raise UsageError(
            f"The registry {registry.host} answered {answer.status_code} {what}.", hint=_LOGIN
        )


def _sum(document: bytes) -> Piece:
    meter = Meter()
    for _ in meter.through([document]):
        pass
    return meter.piece


class _Body:
    """A blob as requests sends it: of known length, a piece at a time."""

    def __init__(self, scanned: Scanned, piece: Piece) -> None:
        self._pieces: Iterable[bytes] = scanned.blob(piece)
        self._size = piece.size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)
