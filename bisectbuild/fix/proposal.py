"""A change of a Dockerfile that is proposed to a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from bisectbuild.dockerfile.model import Dockerfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`data` is the whole new file, `diff` what differs, `why` one sentence."""

    data: bytes
    diff: str
    why: str


def proposal(dockerfile: Dockerfile, edits: tuple[tuple[int, int, str], ...], why: str) -> Proposal:
    """Make a proposal of edits: byte offsets in the file, and what stands there instead."""
    data = dockerfile.data
    for start, end, text in sorted(edits, reverse=True):
        data = data[:start] + text.encode("utf-8", "surrogateescape") + data[end:]
    diff = "".join(_diff(dockerfile.name, dockerfile.data, data))
    return Proposal(data=data, diff=diff, why=why)


def _diff(name: str, before: bytes, after: bytes) -> Iterator[str]:
    old, new = _lines(before), _lines(after)
    for line in unified_diff(old, new, fromfile=name, tofile=name, lineterm=""):
        yield f"{line}\n"


def _lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    return [line.rstrip("\r") for line in lines]
