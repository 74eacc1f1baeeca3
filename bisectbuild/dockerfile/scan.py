"""Where each instruction begins and ends: the scanner, exact to the byte.

The rules are BuildKit's (frontend/dockerfile/parser/parser.go, v0.32), except that a
here-document of the spaced form (`<< END`) that never ends is taken for none: frontends before
1.16 read it so, and the engine is asked anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bisectbuild.dockerfile.blanks import GO_SPACE, trim_left
from bisectbuild.dockerfile.directives import Directives, read_directives
from bisectbuild.dockerfile.heredoc import Ends, Opener, openers
from bisectbuild.dockerfile.lines import MARK, continued, split_lines

_HASH = 0x23


class Body(NamedTuple):
    """A here-document's place: first body line, line of the end word or past the last, ended."""

    opener: Opener
    first: int
    end: int
    closed: bool


class Piece(NamedTuple):
    """An instruction's place: first line and the line past its last, 0-based; its joined text."""

    first: int
    end: int
    text: bytes
    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What the scanner found; `line_starts` as in the Dockerfile value."""

    directives: Directives
    line_starts: tuple[int, ...]
    pieces: tuple[Piece, ...]


def scan(data: bytes) -> Scan:
    """Find every instruction of a file; never fails."""
    lines, starts = split_lines(data)
    directives = read_directives(lines)
    if lines:
        lines[0] = lines[0].removeprefix(MARK)
    escape = directives.escape.encode("ascii")
    ends = Ends(lines)
    pieces: list[Piece] = []
    at, count = 0, len(lines)
    while at < count:
        line = lines[at].rstrip(b"\r")
        if not line[:1].isalpha():
            line = trim_left(line)
        if not line or line[0] == _HASH:
            at += 1
            continue
        part = continued(line, escape) if escape in line else None
        if part is None:
            text, end = line, at + 1
        else:
            text, end = _join(lines, at + 1, part, escape)
        bodies: tuple[Body, ...] = ()
        if b"<<" in text:
            bodies = _bodies(text, end, ends, count)
            end = min(bodies[-1].end + 1, count) if bodies else end
        pieces.append(Piece(at, end, text, bodies))
        at = end
    return Scan(directives=directives, line_starts=starts, pieces=tuple(pieces))


def _join(lines: list[bytes], at: int, first: bytes, escape: bytes) -> tuple[bytes, int]:
    """Join the lines after a continued one; comments and blank lines within do not count."""
    parts = [first]
    while at < len(lines):
        line = lines[at].rstrip(b"\r")
        at += 1
        bare = trim_left(line)
        if not bare or bare[0] == _HASH:
            continue
        part = continued(line, escape)
        if part is None:
            parts.append(line)
            break
        parts.append(part)
    return b"".join(parts), at


def _bodies(text: bytes, at: int, ends: Ends, count: int) -> tuple[Body, ...]:
    bodies: list[Body] = []
    for opener in openers(text.decode("utf-8", "surrogateescape").strip(GO_SPACE)):
        end = ends.find(opener, at)
        if end is None and opener.spaced:
            continue
        bodies.append(Body(opener, at, count if end is None else end, end is not None))
        at = count if end is None else end + 1
    return tuple(bodies)
