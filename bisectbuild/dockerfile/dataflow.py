"""What each instruction stands on: the one before it, and the ends of stages that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bisectbuild.dockerfile.cut import cut_points, is_buildable
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.reach import NO_ARGS, from_values, needed_stages


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An instruction, and the places of those it stands on directly among the nodes.

    The first of `parents` is what its own layer lies on; the others are copied from or mounted.
    """

    instruction: Instruction
    parents: tuple[int, ...]


def dataflow(
    dockerfile: Dockerfile, target: str | None, build_args: Mapping[str, str] = NO_ARGS
) -> tuple[Node, ...]:
    """Give the instructions that a target needs and that can be built, parents first.

    The order is that of the file: no stage can name a later one. The last node is the target's
    last instruction, and every other leads to it. What cannot be built (`FROM scratch` alone) is
    left out, and what stands on it stands on its parents. Where a platform arg names a base,
    every stage that it may name is a parent. Empty where the target is `FROM scratch` alone.
    Raises UsageError for an unknown target, DockerfileError for a file without stages.
    """
    readings = from_values(dockerfile, build_args)
    nodes: list[Node] = []
    places: dict[int, tuple[int, ...]] = {}
    for entry in cut_points(dockerfile, target, build_args):
        below = _below(dockerfile, entry, needed_stages(dockerfile, entry, readings))
        parents = tuple(dict.fromkeys(place for index in below for place in places[index]))
        # Only a FROM may have no layer, and to ask costs a reading of all global ARGs.
        if entry.keyword == "FROM" and not is_buildable(dockerfile, entry.index, build_args):
            places[entry.index] = parents
            continue
        places[entry.index] = (len(nodes),)
        nodes.append(Node(instruction=entry, parents=parents))
    return tuple(nodes)


def _below(dockerfile: Dockerfile, entry: Instruction, stages: tuple[int, ...]) -> Iterator[int]:
    """Give the indices of the instructions that one stands on, whether they can be built or not."""
    if entry.keyword != "FROM":
        yield entry.index - 1
    for stage in stages:
        yield dockerfile.stages[stage].instructions[-1].index
