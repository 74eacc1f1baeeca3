"""Another base image in a Dockerfile: the word of a FROM replaced, every other byte kept."""

from __future__ import annotations

from collections.abc import Iterable

from bisectbuild.dockerfile.blanks import words_of
from bisectbuild.dockerfile.model import Dockerfile, Stage
from bisectbuild.dockerfile.parse import parse
from bisectbuild.fix.region import region


def rebased(dockerfile: Dockerfile, stages: Iterable[Stage], reference: str) -> Dockerfile:
    """Give the file in which the FROM of some stages names another image, as a literal.

    Every instruction keeps its lines. A word that goes over several lines comes to stand on its
    last one: an empty last line would take in the instruction behind it.
    """
    data = bytearray(dockerfile.data)
    for stage in sorted(stages, key=lambda stage: stage.index, reverse=True):
        places = _places(dockerfile, stage)
        if places:
            data[places[-1] : places[-1] + 1] = reference.encode()
            for place in reversed(places[:-1]):
                del data[place]
    return parse(bytes(data), name=dockerfile.name)


def _places(dockerfile: Dockerfile, stage: Stage) -> tuple[int, ...]:
    """Give where the bytes of a FROM's image stand in the file."""
    found = region(dockerfile, stage.instructions[0])
    if found is None:
        return ()
    words = words_of(found.text.decode("utf-8", "surrogateescape"))
    return found.offsets[: len(words[0].encode("utf-8", "surrogateescape"))]
