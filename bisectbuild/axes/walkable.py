"""The port to what a search walks along: an axis, and what is tested at each of its points."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from bisectbuild.bisection.axis import Axis
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.probing.subject import Subject


class Walkable(Protocol):
    """An axis whose points can be tested; `name` is its word on the command line."""

    @property
    def axis(self) -> Axis:
        """Give the points and what each stands on."""

    @property
    def name(self) -> str:
        """Give the name of the axis: instruction, base, arg, commit, context, run."""

    def subject(self, index: int) -> AbstractContextManager[Subject]:
        """Give what is tested at a point; what that needs on this machine lives for the block.

        May be called by several threads at once. Raises UnreadableError for a point whose
        Dockerfile cannot be read.
        """

    def instruction(self, index: int) -> Instruction | None:
        """Give the instruction of the person's own file that a point is about, for reports."""
