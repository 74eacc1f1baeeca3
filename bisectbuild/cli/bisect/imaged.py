"""Answers that an image's own history gives for every instruction at once."""

from __future__ import annotations

from collections.abc import Sequence

from bisectbuild.bisection.verdict import Answer
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.errors import EngineError, UsageError
from bisectbuild.questions.difference import LayerEntry, entries, layers_answer
from bisectbuild.questions.size import size_answers, totals
from bisectbuild.sandbox import Layer, Sandbox

_FILLS = ("RUN ", "COPY ", "ADD ", "WORKDIR ")


def by_size(
    want: Asked, sandbox: Sandbox, image: str, chain: Sequence[Instruction]
) -> tuple[Answer, ...]:
    """Tell of each instruction whether the image up to it is small enough."""
    counts = _counts(chain, len(sandbox.history(image)))
    sizes = totals([layer.size for layer in reversed(sandbox.history(image))])
    return size_answers([sizes[count - 1] if count else 0 for count in counts], want.size or 0)


def by_layers(
    want: Asked, sandbox: Sandbox, image: str, chain: Sequence[Instruction]
) -> tuple[Answer, ...]:
    """Tell of each instruction whether the layers up to it are those of another image."""
    try:
        other = _entries(sandbox, want.other)
    except EngineError as error:
        raise UsageError(
            f"There is no image {want.other} to compare with: {error.message}",
            hint=f"docker pull {want.other}",
        ) from error
    own = _entries(sandbox, image)
    counts = _counts(chain, len(own))
    return tuple(layers_answer(own[:count], other, want.other) for count in counts)


def _entries(sandbox: Sandbox, image: str) -> tuple[LayerEntry, ...]:
    """Give an image's history from the base on, with the ids of contents where they fit it."""
    layers = tuple(reversed(sandbox.history(image)))
    facts = sandbox.facts(image)
    rows = [(layer.created_by, layer.size, not _fills(layer)) for layer in layers]
    fits = sum(not empty for _, _, empty in rows) == len(facts.layers)
    return entries(rows, facts.layers if fits else ())


def _fills(layer: Layer) -> bool:
    """Tell whether an instruction makes a layer, if an empty one; an import tells none."""
    created_by = layer.created_by
    if not created_by or layer.size:
        return True
    text = created_by.partition("#(nop)")[2].strip() or created_by
    return text.startswith(_FILLS) or ("#(nop)" not in created_by and text.startswith(("/", "|")))


def _counts(chain: Sequence[Instruction], whole: int) -> list[int]:
    """Give how many entries of the history each instruction stands on, itself included.

    Each instruction but a FROM has one entry; what is over is the base image's.
    """
    own = sum(entry.keyword != "FROM" for entry in chain)
    count, counts = max(whole - own, 0), []
    for entry in chain:
        count += entry.keyword != "FROM"
        counts.append(min(count, whole))
    return counts
