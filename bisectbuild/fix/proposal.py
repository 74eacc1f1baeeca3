"""A change of a Dockerfile that is proposed to a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from typing import TypeAlias

from bisectbuild.dockerfile.model import Dockerfile

# Two byte offsets, and what is to stand between them instead.
Edit: TypeAlias = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`data` is the whole new file, `diff` what differs, `why` one sentence."""

    data: bytes
    diff: str
    why: str


def proposal(dockerfile: Dockerfile, data: bytes, why: str) -> Proposal:
    """Make a proposal of new bytes for a Dockerfile."""
    return Proposal(data=data, diff=_diff(dockerfile.name, dockerfile.data, data), why=why)


def spliced(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Give the bytes with ranges replaced, which must not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        data = data[:start] + new + data[end:]
    return data


def _diff(name: str, before: bytes, after: bytes) -> str:
    old, new = _lines(before), _lines(after)
    lines = unified_diff(old, new, fromfile=name, tofile=name, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    return [line.rstrip("\r") for line in lines]
