"""The axis along which a search goes by default: the instructions that lead to the target."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bisectbuild.axes.targets import target_end
from bisectbuild.axes.titles import instruction_title
from bisectbuild.bisection.axis import Axis, Point
from bisectbuild.dockerfile.dataflow import Node, dataflow
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.options import BuildOptions
from bisectbuild.probing.subject import Subject
from bisectbuild.search.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """The instructions of one build; a point's key is the first line of its instruction."""

    plan: Plan
    options: BuildOptions
    nodes: tuple[Node, ...]
    axis: Axis
    name: str = "instruction"

    @contextmanager
    def subject(self, index: int) -> Iterator[Subject]:
        """Give the state after an instruction."""
        at = self.nodes[index].instruction
        yield Subject(plan=self.plan, options=self.options, at=at)

    def instruction(self, index: int) -> Instruction | None:
        """Give the instruction itself."""
        return self.nodes[index].instruction


def instructions_axis(plan: Plan, options: BuildOptions) -> Instructions:
    """Give the axis of the instructions that the target stands on, parents first, itself last.

    Raises UsageError where nothing of it can be built.
    """
    target_end(plan)
    nodes = dataflow(plan.dockerfile, plan.request.target, plan.build_args)
    points = tuple(
        Point(key=str(node.instruction.span.start), title=instruction_title(plan, node.instruction))
        for node in nodes
    )
    axis = Axis(points=points, parents=tuple(node.parents for node in nodes))
    return Instructions(plan=plan, options=options, nodes=nodes, axis=axis)
