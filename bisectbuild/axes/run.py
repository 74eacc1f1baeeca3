"""The axis inside one RUN: which of its commands makes the build bad."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from bisectbuild.axes.apart import apart
from bisectbuild.axes.prefixes import Prefix, prefixes
from bisectbuild.axes.titles import instruction_title, shown
from bisectbuild.bisection.axis import Axis, Point, line
from bisectbuild.dockerfile.cut import cut_points, last_buildable_before
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.place import find_place
from bisectbuild.errors import UsageError
from bisectbuild.options import BuildOptions
from bisectbuild.probing.subject import Subject
from bisectbuild.search.plan import Plan

_FEWEST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The commands of one RUN; point k is the state after the first k of them.

    `before` is the instruction whose state the RUN starts from, point 0, None where it has none;
    the points then count from 1.
    """

    plan: Plan
    options: BuildOptions
    whole: Instruction
    before: Instruction | None
    commands: tuple[Prefix, ...]
    axis: Axis
    name: str = "run"

    @contextmanager
    def subject(self, index: int) -> Iterator[Subject]:
        """Give the state after the first commands."""
        command = self.command(index)
        if command is None:
            at = self.before or self.whole
            yield Subject(plan=self.plan, options=self.options, at=at)
            return
        file = command.dockerfile
        request = replace(self.plan.request, dockerfile=file.data)
        plan = apart(replace(self.plan, dockerfile=file, request=request), f"run{index}")
        at = file.instructions[self.whole.index - 1]
        yield Subject(plan=plan, options=self.options, at=at)

    def instruction(self, index: int) -> Instruction | None:
        """Give the RUN as it stands in the person's file; for point 0 what stands before it."""
        return self.whole if self.command(index) else self.before

    def command(self, index: int) -> Prefix | None:
        """Give the command that a point adds; None for the state before all of them."""
        number = index - (self.before is not None)
        return self.commands[number] if number >= 0 else None


def run_axis(plan: Plan, options: BuildOptions, text: str) -> Run:
    """Read the place of a RUN (its line, or `build:3`) into an axis of its commands.

    Raises UsageError where no RUN that the target needs stands there, or it is one command.
    """
    file = plan.dockerfile
    whole = find_place(file, text, plan.request.target).instruction
    told = f"Line {whole.span.start} of {file.name}"
    if whole.keyword != "RUN":
        raise UsageError(
            f"{told} is no RUN: {shown(whole.text, plan.secrets)}",
            hint="Only a RUN has commands; without --axis whole instructions are searched.",
        )
    if whole not in cut_points(file, plan.request.target, plan.build_args):
        raise UsageError(
            f"{told} is not needed for the target.",
            hint="Name the stage it stands in: --target=STAGE",
        )
    commands = prefixes(file, whole)
    if len(commands) < _FEWEST:
        raise UsageError(
            f"{told} cannot be split: no `&&`, `;` or new line that a shell reads joins commands.",
            hint="Without --axis the search names the whole instruction.",
        )
    before = last_buildable_before(file, whole.index, plan.build_args)
    key = whole.span.start
    points = [
        Point(key=f"{key}.{number}", title=f"line {part.line} {shown(part.command, plan.secrets)}")
        for number, part in enumerate(commands, start=1)
    ]
    if before is not None:
        start = Point(key=f"{key}.0", title=f"before {instruction_title(plan, whole)}")
        points.insert(0, start)
    return Run(
        plan=plan,
        options=options,
        whole=whole,
        before=before,
        commands=commands,
        axis=line(tuple(points), "command"),
    )
