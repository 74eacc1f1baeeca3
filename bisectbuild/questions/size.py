"""Sizes: reading a limit, where an image passes it, and which files of a layer are the largest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import nlargest
from itertools import accumulate
from typing import Final

from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.errors import UsageError
from bisectbuild.questions.words import typed

_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*(?:([kmgt])(i)?b?|b|bytes?)?\Z", re.IGNORECASE)
_POWERS: Final = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")
_THOUSAND: Final = 1000
_KIBI: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSize:
    """One file of a layer; `size` in bytes."""

    path: str
    size: int


def parse_size(text: str) -> int:
    """Read a size in bytes: `300MB`, `300M`, `1.5GiB`, `512 bytes`, `512`. Raises UsageError.

    kB, MB, GB and TB are powers of 1000, as docker shows sizes of images; with an i, of 1024.
    """
    found = _SIZE.match(text.strip())
    if not found or not text.isascii():
        raise UsageError(f"{text!r} is no size.", hint="As in --size-over 300MB or 1.5GiB.")
    step = _KIBI if found[3] else _THOUSAND
    return int(Fraction(found[1]) * step ** _POWERS[(found[2] or "").lower()])


def size_title(limit: str) -> str:
    """Give what a person reads, with the limit as it was typed."""
    return typed("--size-over", limit)


def totals(layers: Sequence[int]) -> tuple[int, ...]:
    """Give the size up to each layer, of the sizes of layers from the base on, in bytes."""
    return tuple(accumulate(layers))


def size_answer(total: int, limit: int) -> Answer:
    """Answer for an image of `total` bytes: good up to the limit; it tells both."""
    verdict = Verdict.GOOD if total <= limit else Verdict.BAD
    seen, most = shown(total), shown(limit)
    if seen == most and total != limit:
        seen, most = f"{total:,} bytes", f"{limit:,}"
    return Answer(verdict=verdict, output=(f"the image has {seen} of {most}",))


def size_answers(totals: Sequence[int], limit: int) -> tuple[Answer, ...]:
    """Answer for each point, of the size of its image in bytes."""
    return tuple(size_answer(total, limit) for total in totals)


def largest(listing: Iterable[tuple[str, int]], most: int = 10) -> tuple[FileSize, ...]:
    """Give the largest files of a layer, of paths and sizes in bytes; empty files are left out."""
    files = (FileSize(path=path, size=size) for path, size in listing if size > 0)
    return tuple(nlargest(most, files, key=lambda file: file.size))


def largest_lines(listing: Iterable[tuple[str, int]], most: int = 10) -> tuple[str, ...]:
    """Write the largest files, one to a line, and what the others have together."""
    files = tuple(listing)
    found = largest(files, most)
    lines = [f"{shown(file.size):>8}  {file.path}" for file in found]
    others = sum(size > 0 for _, size in files) - len(found)
    if others:
        rest = sum(size for _, size in files if size > 0) - sum(file.size for file in found)
        lines.append(f"{shown(rest):>8}  in {others:,} other file{'s' if others > 1 else ''}")
    return tuple(lines)


def shown(size: int) -> str:
    """Write a size as docker does: powers of a thousand, three digits."""
    value, unit = float(size), 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value, unit = value / _THOUSAND, unit + 1
    return f"{value:.3g} {_UNITS[unit]}" if value < _THOUSAND else f"{value:,.0f} {_UNITS[unit]}"
