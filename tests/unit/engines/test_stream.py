"""Output without a terminal, taken apart as it comes."""

from __future__ import annotations

import struct
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.engines.stream import Stream, frames

PIECES = st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=50)))


class Played:
    """A stream that gives bytes a few at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._rest = data
        self._size = size

    def read(self) -> bytes:
        """Give the next few."""
        given_, self._rest = self._rest[: self._size], self._rest[self._size :]
        return given_


@given(PIECES, st.integers(min_value=1, max_value=200))
def test_each_byte_comes_to_its_stream_however_it_is_cut(
    pieces: list[tuple[int, bytes]], size: int
) -> None:
    """Headers and contents may arrive in any pieces."""
    framed = b"".join(struct.pack(">BxxxL", kind, len(data)) + data for kind, data in pieces)

    found = list(frames(cast("Stream", Played(framed, size))))

    for kind in (1, 2):
        wanted = b"".join(data for number, data in pieces if number == kind)
        assert b"".join(data for number, data in found if number == kind) == wanted


def test_output_that_breaks_off_gives_what_came() -> None:
    """The rest is told by what ended it."""
    cut = struct.pack(">BxxxL", 1, 10) + b"four"

    assert list(frames(cast("Stream", Played(cut, 100)))) == [(1, b"four")]
