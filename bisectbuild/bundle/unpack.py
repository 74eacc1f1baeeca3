"""Unpacking the papers of a bundle; its images stay in it until an engine loads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild.bundle.context import lay_out
from bisectbuild.bundle.papers import CONTEXT, CONTEXT_LIST, DOCKERFILE, LOG, POSTMORTEM, Paper
from bisectbuild.bundle.read import Bundle, about, read_bundle
from bisectbuild.bundle.scan import reading
from bisectbuild.bundle.sizes import LARGEST, refuse_full_disk, refuse_large
from bisectbuild.bundle.zstd import expanded

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """The papers of a bundle as files.

    There is the `context` (a folder), its `listing` (a path on each line), or none of them.
    """

    bundle: Bundle
    postmortem: Path
    dockerfile: Path
    log: Path
    context: Path | None
    listing: Path | None


def unpack(bundle: Path, into: Path, *, limit: int | None = None) -> Unpacked:
    """Check the whole bundle, then lay its papers out in the new folder `into`.

    `limit` is what a person allows it, in bytes: see `refuse_large`. Raises BundleError as that
    and `read_bundle` do, and where the disk has no room; before its end nothing is written.
    Images are not touched: see `load_stream`.
    """
    read = read_bundle(bundle, LARGEST if limit is None else limit)
    with about(bundle), reading(into):
        refuse_large(read, limit)
        refuse_full_disk(read, into.parent)
        into.mkdir(mode=0o700)
        for paper in (POSTMORTEM, DOCKERFILE, LOG):
            _write(read, paper, into / paper.file)
        context = into / CONTEXT.file if CONTEXT.title in read.papers else None
        listing = into / CONTEXT_LIST.file if CONTEXT_LIST.title in read.papers else None
        if context:
            lay_out(_content(read, CONTEXT), context)
        if listing:
            _write(read, CONTEXT_LIST, listing)
    return Unpacked(
        bundle=read,
        postmortem=into / POSTMORTEM.file,
        dockerfile=into / DOCKERFILE.file,
        log=into / LOG.file,
        context=context,
        listing=listing,
    )


def _write(bundle: Bundle, paper: Paper, path: Path) -> None:
    with path.open("xb") as file:
        for piece in _content(bundle, paper):
            file.write(piece)


def _content(bundle: Bundle, paper: Paper) -> Iterator[bytes]:
    named = bundle.papers[paper.title]
    pieces = bundle.scanned.blob(named.piece)
    return pieces if named.expands_to is None else expanded(pieces, named.expands_to)
