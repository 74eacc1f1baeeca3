"""The one form of tar that bundles have: what looks like a number and is none is refused."""

from __future__ import annotations

import pytest

from bisectbuild.bundle.tar import BLOCK, END, Entry, Source, entries, head, padding
from bisectbuild.errors import BundleError

# Where a header has its numbers; each ends in a zero byte.
_MODE, _SIZE, _TIME = slice(100, 107), slice(124, 135), slice(136, 147)


def _with(header: bytes, field: slice, text: bytes) -> bytes:
    """Write a number of a header otherwise, with the sum of the header made good."""
    block = bytearray(header[:BLOCK])
    block[field] = text.rjust(field.stop - field.start, b"0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + header[BLOCK:]


def _read(data: bytes) -> list[Entry]:
    return list(entries(Source([data + bytes(4 * BLOCK) + END])))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("field", [_MODE, _SIZE, _TIME], ids=["mode", "size", "time"])
@pytest.mark.parametrize("text", [b"-0000000001", b"+1", b" 1", b"1 ", b"1_0", b"0o1", b"8"])
def test_a_number_that_is_not_all_digits_is_refused(field: slice, text: bytes) -> None:
    """One below zero would be written just so again, and its content never end."""
    short = text[:1] + text[1:][-(field.stop - field.start) + 1 :]
    with pytest.raises(BundleError, match="altered"):
        _read(_with(head(Entry(name="a")), field, short))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", [b"-0000000001", b"-0000001000", b"+1"])
def test_a_long_name_of_such_a_length_is_refused(text: bytes) -> None:
    """It is read before anything that could be compared."""
    with pytest.raises(BundleError, match="altered"):
        _read(_with(head(Entry(name="a" * 200)), _SIZE, text))


def test_numbers_that_head_writes_come_back() -> None:
    """Also those too large for digits, and with a long name before them."""
    given = Entry(name="a" * 200, mode=0o751, mtime=2**40, size=1)
    small = Entry(name="b", mtime=1000)
    data = b"".join(head(e) + bytes(e.size) + padding(e.size) for e in (given, small)) + END

    assert list(entries(Source([data]))) == [given, small]


@pytest.mark.timeout(20)
def test_fewer_bytes_than_none_cannot_be_taken() -> None:
    """Where more was taken of a part than it has, what is left of it would never be."""
    source = Source([bytes(100)])

    with pytest.raises(BundleError, match="altered"):
        next(source.pieces(-1))


@pytest.mark.timeout(20)
def test_an_entry_of_which_too_much_was_taken_is_refused() -> None:
    """Whoever takes it: the rest would be read from another place than it is in."""
    source = Source([head(Entry(name="a", size=3)) + bytes(5 * BLOCK)])
    found = entries(source)
    next(found)
    source.take(30)

    with pytest.raises(BundleError, match="altered"):
        next(found)
