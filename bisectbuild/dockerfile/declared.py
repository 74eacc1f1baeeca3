"""The variables that a Dockerfile itself gives values to, as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from bisectbuild.dockerfile.blanks import WORD_GAP
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.variables import expand
from bisectbuild.dockerfile.words import pair_words


def declared(dockerfile: Dockerfile) -> Iterator[tuple[str, str]]:
    """Give the names and values of every ENV, ARG and LABEL; variables in values stand for nothing.

    What an instruction of a base image declares stands in no file.
    """
    for instruction in dockerfile.instructions:
        if instruction.keyword in {"ENV", "ARG", "LABEL"}:
            for name, value in _pairs(instruction, dockerfile.escape):
                yield name, expand(value, {}, escape=dockerfile.escape)


def _pairs(instruction: Instruction, escape: str) -> Iterator[tuple[str, str]]:
    """Read `A=1 B=2`, or the old form `ENV NAME the rest`."""
    words = pair_words(instruction.value, escape)
    if instruction.keyword != "ARG" and words and "=" not in words[0]:
        name, _, rest = WORD_GAP.sub(" ", instruction.value, count=1).partition(" ")
        yield name, rest
        return
    for word in words:
        name, _, value = word.partition("=")
        yield name, value
