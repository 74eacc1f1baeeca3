"""Tar as bundles have it: one form only, so that whatever was changed in a header shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from bisectbuild.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BLOCK: Final = 512
END: Final = bytes(2 * BLOCK)
_LONGEST_NAME: Final = 8192
_IN_HEADER: Final = 100
_OCTAL_SIZES: Final = 8**11
_PAX: Final = b"x"
_OCTAL: Final = re.compile(rb"[0-7]+")


class Kind(Enum):
    """What an entry is; the value is its type in a header."""

    FILE = b"0"
    HARD_LINK = b"1"
    LINK = b"2"
    FOLDER = b"5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `size` is in bytes, `mtime` in seconds since 1970; `target` is a link's."""

    name: str
    size: int = 0
    mode: int = 0o644
    mtime: int = 0
    kind: Kind = Kind.FILE
    target: str = ""


def head(entry: Entry) -> bytes:
    """Give the header: POSIX ustar, with a pax header before it for long names.

    A size of 8 GiB and more is written in base 256, as GNU tar and Go's archive/tar read it.
    """
    name, target = _encoded(entry.name), _encoded(entry.target)
    pax = b"".join(
        _record(key, value)
        for key, value in ((b"path", name), (b"linkpath", target))
        if len(value) > _IN_HEADER
    )
    before = b""
    if pax:
        size = _number(len(pax), 12)
        before = _block(b"pax", 0o644, size, _number(0, 12), _PAX) + pax + padding(len(pax))
    size, mtime = _number(entry.size, 12), _number(entry.mtime, 12)
    return before + _block(name, entry.mode, size, mtime, entry.kind.value, target)


def padding(size: int) -> bytes:
    """Give the zeros that follow a content of so many bytes."""
    return bytes(-size % BLOCK)


class Source:
    """Bytes that come in pieces, taken in the lengths that are needed."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")
        self.position = 0

    def pieces(self, size: int) -> Iterator[bytes]:
        """Give the next `size` bytes as they come. Raises BundleError where there are fewer."""
        if size < 0:  # More was taken than there was to take: it would never come to an end.
            raise _not_ours()
        while size:
            if not self._more():
                raise BundleError("It is cut off.")
            piece = self._rest[:size]
            self._rest = self._rest[len(piece) :]
            self.position += len(piece)
            size -= len(piece)
            yield bytes(piece)

    def take(self, size: int) -> bytes:
        """Give the next `size` bytes at once. Raises BundleError where there are fewer."""
        return b"".join(self.pieces(size))

    def up_to(self, size: int) -> bytes:
        """Give the next `size` bytes; fewer only at the end."""
        found = bytearray()
        while len(found) < size and self._more():
            found += b"".join(self.pieces(min(size - len(found), len(self._rest))))
        return bytes(found)

    def ended(self) -> bool:
        """Tell whether nothing is left."""
        return not self._more()

    def _more(self) -> bool:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return False
            self._rest = memoryview(piece)
        return True


def entries(source: Source) -> Iterator[Entry]:
    """Give the entries; the caller takes the content of each from the source before it goes on.

    Raises BundleError for every byte that `head` and `padding` would not have written.
    """
    while True:
        block = source.take(BLOCK)
        if not any(block):
            break
        entry = _read(block, source)
        after = source.position + entry.size
        yield entry
        for _ in source.pieces(after - source.position):
            pass
        if any(source.take(-entry.size % BLOCK)):
            raise _not_ours()
    if any(source.take(BLOCK)) or not source.ended():
        raise _not_ours()


def _read(block: bytes, source: Source) -> Entry:
    seen, pax = block, {}
    try:
        if block[156:157] == _PAX:
            size = _octal(block[124:135])
            if size > 2 * _LONGEST_NAME:
                raise _not_ours()
            data = source.take(size)
            pax = _records(data)
            seen += data + source.take(-size % BLOCK)
            block = source.take(BLOCK)
            seen += block
        entry = Entry(
            name=_text(pax.get(b"path") or block[:100]),
            mode=_octal(block[100:107]),
            size=_value(block[124:136]),
            mtime=_value(block[136:148]),
            kind=Kind(block[156:157]),
            target=_text(pax.get(b"linkpath") or block[157:257]),
        )
    except ValueError as error:
        raise _not_ours() from error
    if "\0" in entry.name + entry.target or head(entry) != seen:
        raise _not_ours()
    if entry.size and entry.kind is not Kind.FILE:
        raise _not_ours()
    return entry


def _block(  # noqa: PLR0913, PLR0917 - the fields of a header
    name: bytes, mode: int, size: bytes, mtime: bytes, kind: bytes, target: bytes = b""
) -> bytes:
    fields = (
        name[:_IN_HEADER].ljust(100, b"\0"),
        _number(mode, 8),
        _number(0, 8) * 2,
        size,
        mtime,
        b" " * 8,
        kind,
        target[:_IN_HEADER].ljust(100, b"\0"),
        b"ustar\x0000",
    )
    block = b"".join(fields).ljust(BLOCK, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def _number(value: int, width: int) -> bytes:
    if value < _OCTAL_SIZES:
        return b"%0*o\0" % (width - 1, value)
    return b"\x80" + value.to_bytes(width - 1, "big")


def _value(field: bytes) -> int:
    return int.from_bytes(field[1:], "big") if field[0] == 0x80 else _octal(field[:-1])  # noqa: PLR2004 - the mark of base 256


def _octal(field: bytes) -> int:
    """Read digits; `int` would take a sign, blanks and `_` too. Raises ValueError."""
    if not _OCTAL.fullmatch(field):
        raise ValueError(field)
    return int(field, 8)


def _record(key: bytes, value: bytes) -> bytes:
    """Write a pax record, which begins with its own length."""
    rest = b" %s=%s\n" % (key, value)
    size = len(rest)
    while len(b"%d" % size) + len(rest) != size:
        size = len(b"%d" % size) + len(rest)
    return b"%d%s" % (size, rest)


def _records(data: bytes) -> dict[bytes, bytes]:
    found = {}
    while data:
        length = data.partition(b" ")[0]
        size = int(length)
        if size <= len(length):
            raise ValueError(size)
        key, _, value = data[len(length) + 1 : size - 1].partition(b"=")
        found[key] = value
        data = data[size:]
    return found


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _text(field: bytes) -> str:
    return field.rstrip(b"\0").decode("utf-8", "surrogateescape")


def _not_ours() -> BundleError:
    return BundleError("It was altered, or bisectbuild did not write it.")
