"""Answers that an image's own history gives for every instruction at once."""

from __future__ import annotations

from collections.abc import Sequence

from bisectbuild.bisection.verdict import Answer
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.errors import EngineError, UsageError
from bisectbuild.questions.created import normal
from bisectbuild.questions.difference import LayerEntry, entries, layers_answer
from bisectbuild.questions.size import size_answers, totals
from bisectbuild.sandbox import Layer, Sandbox

_NOP = "#(nop)"
_FILLS = ("RUN ", "COPY ", "ADD ", "WORKDIR ")


def by_size(
    want: Asked, sandbox: Sandbox, image: str, chain: Sequence[Instruction]
) -> tuple[Answer, ...]:
    """Tell of each instruction whether the image up to it is small enough."""
    layers = sandbox.history(image)[::-1]
    counts = _counts(chain, [layer.created_by for layer in layers])
    sizes = totals([layer.size for layer in layers])
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
    counts = _counts(chain, [entry.created_by for entry in own])
    return tuple(layers_answer(own[:count], other, want.other) for count in counts)


def _entries(sandbox: Sandbox, image: str) -> tuple[LayerEntry, ...]:
    """Give an image's history from the base on, with the ids of contents where they fit it."""
    layers = tuple(reversed(sandbox.history(image)))
    facts = sandbox.facts(image)
    rows = [(layer.created_by, layer.size, _is_empty(layer)) for layer in layers]
    return entries(rows, facts.layers)


def _is_empty(layer: Layer) -> bool | None:
    """Tell whether an instruction made no layer; None where it may have made one, if of 0 bytes.

    An import tells no instruction. Where it changed nothing (RUN true), the legacy builder keeps
    no layer and BuildKit does, but for the root as WORKDIR.
    """
    created_by = layer.created_by
    if not created_by or layer.size:
        return False
    if created_by == "WORKDIR /":
        return True
    text = created_by.partition(_NOP)[2].strip() or created_by
    fills = text.startswith(_FILLS) or (_NOP not in created_by and text.startswith(("/", "|")))
    return None if fills else True


def _counts(chain: Sequence[Instruction], texts: Sequence[str]) -> list[int]:
    """Give how many entries of the history each instruction stands on, itself included.

    `texts` are what made the entries, the oldest first; what is over is the base image's.
    """
    count, counts = len(texts), []
    for entry in reversed(chain):
        counts.append(count)
        if count and _has_entry(entry, texts[count - 1]):
            count -= 1
    return counts[::-1]


def _has_entry(instruction: Instruction, text: str) -> bool:
    """Tell whether an instruction wrote what may be its entry.

    A FROM writes none, nor does BuildKit for ONBUILD (seen on 20.10 and 28.5); else there is one.
    """
    if instruction.keyword == "ONBUILD":
        return normal(text).startswith("ONBUILD ")
    return instruction.keyword != "FROM"
