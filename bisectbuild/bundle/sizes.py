"""How large a bundle may be, and what comes of it when it is unpacked."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from bisectbuild.bundle.papers import PAPERS
from bisectbuild.errors import BundleError

if TYPE_CHECKING:
    from pathlib import Path

    from bisectbuild.bundle.layout import Named
    from bisectbuild.bundle.read import Bundle

_GIB: Final = 1024**3
# What a bundle may have, and expand to, where nobody says otherwise.
LARGEST: Final = 64 * _GIB


def refuse_large(bundle: Bundle, limit: int | None) -> None:
    """Raise BundleError, with advice, where a bundle would expand to more than it may.

    `limit` is what a person allows it, and any part of it, in bytes. With None that is `LARGEST`,
    and for a paper what one of its kind has at most where nobody means ill.
    """
    layers = {layer for image in bundle.images.values() for layer in image.layers}
    total = sum(map(_size, (*bundle.papers.values(), *layers)))
    most, hint = LARGEST if limit is None else limit, allow_more(max(total, bundle.size))
    if total > most:
        raise BundleError(
            f"It would expand to {total:,} bytes, more than the limit of {most:,}.", hint=hint
        )
    for title, named in bundle.papers.items():
        if limit is None and _size(named) > PAPERS[title].most:
            raise BundleError(
                f"Its {PAPERS[title].file} would be {_size(named):,} bytes, more than the limit of"
                f" {PAPERS[title].most:,} for it.",
                hint=hint,
            )


def refuse_full_disk(bundle: Bundle, folder: Path) -> None:
    """Raise BundleError where a folder's disk has no room for the papers. Raises OSError."""
    needed, free = sum(map(_size, bundle.papers.values())), shutil.disk_usage(folder).free
    if needed > free:
        raise BundleError(
            f"Its files take {needed:,} bytes, and the disk of {folder} has {free:,} left.",
            hint="Make room there, or set TMPDIR to a folder on a disk that has more.",
        )


def over(size: int, limit: int) -> BundleError:
    """Give the refusal of a bundle's file of so many bytes."""
    return BundleError(f"It is larger than the limit of {limit:,} bytes.", hint=allow_more(size))


def allow_more(size: int) -> str:
    """Say how to have a bundle taken that comes to so many bytes."""
    return (
        "If you trust whoever made it, allow it more:"
        f" bisectbuild resume --limit {size // _GIB + 1}G BUNDLE"
    )


def _size(named: Named) -> int:
    return named.piece.size if named.expands_to is None else named.expands_to
