"""Compressing and expanding streams with zstd, within bounds."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from bisectbuild.errors import BundleError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEVEL: Final = 1
_THREADS: Final = 2
_PIECE: Final = 1024 * 1024
# 8 MiB: more than level 1 looks back, and all the memory that a hostile frame can ask for.
_WINDOW_LOG: Final = 23
Decompressor = zstd.ZstdDecompressor


def compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress into one frame. A libzstd without threads does with its own one."""
    workers = zstd.CompressionParameter.nb_workers
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: _LEVEL,
        workers: min(_THREADS, workers.bounds()[1]),
    }
    compressor = zstd.ZstdCompressor(options=options)
    for piece in pieces:
        if some := compressor.compress(piece):
            yield some
    yield compressor.flush()


def expanded(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Expand one frame that holds `size` bytes; never gives more.

    Raises BundleError where it holds more or fewer, or is no such frame.
    """
    decompressor = Decompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
    given = 0
    for piece in pieces:
        if decompressor.eof:
            raise BundleError("Something follows a compressed part.")
        some = _some(decompressor, piece)
        while some:
            given += len(some)
            if given > size:
                raise BundleError("A part expands to more than it says.")
            yield some
            some = _some(decompressor, b"")
    if not decompressor.eof or decompressor.unused_data or given != size:
        raise BundleError("A part expands to less than it says.")


def _some(decompressor: Decompressor, data: bytes) -> bytes:
    """Expand a little: at most so much at once, however little it was made from."""
    if decompressor.eof:
        return b""
    try:
        return decompressor.decompress(data, _PIECE)
    except zstd.ZstdError as error:
        raise BundleError(f"A part cannot be expanded: {error}") from error
