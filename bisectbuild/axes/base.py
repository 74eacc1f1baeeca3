"""The axis of base images: on which of them the build turns bad."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bisectbuild.axes.apart import apart
from bisectbuild.axes.rebase import rebased
from bisectbuild.axes.references import is_whole, read_references, repository, tried
from bisectbuild.axes.roots import Roots, find_roots
from bisectbuild.axes.targets import target_end
from bisectbuild.axes.titles import shown
from bisectbuild.bisection.axis import Axis, Point, line
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.reach import is_known
from bisectbuild.errors import UsageError
from bisectbuild.options import BuildOptions
from bisectbuild.probing.subject import Subject
from bisectbuild.search.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Images to build on, in the order in which they were given."""

    plan: Plan
    options: BuildOptions
    roots: Roots
    references: tuple[str, ...]
    axis: Axis
    name: str = "base"

    @contextmanager
    def subject(self, index: int) -> Iterator[Subject]:
        """Give the end of the target as it is built on an image."""
        file = rebased(self.plan.dockerfile, self.roots.stages, self.references[index])
        request = replace(self.plan.request, dockerfile=file.data)
        plan = replace(self.plan, dockerfile=file, request=request)
        yield Subject(plan=apart(plan, f"base{index}"), options=self.options, at=target_end(plan))

    def instruction(self, index: int) -> Instruction | None:  # noqa: ARG002 - the same for all
        """Give the first FROM that names the image."""
        return self.roots.stages[0].instructions[0]


def base_axis(plan: Plan, options: BuildOptions, text: str, *, stage: str | None = None) -> Base:
    """Read a list of tags, digests or images (see `read_references`) into an axis.

    They are tried in the FROM that begins the target's chain, or that of `stage` (see
    `find_roots`). Raises UsageError where that cannot be.
    """
    words = read_references(text)
    roots = find_roots(plan, stage)
    image = repository(roots.reference)
    if not (image and is_known(image)) and not all(map(is_whole, words)):
        entry = roots.stages[0].instructions[0]
        raise UsageError(
            f"Line {entry.span.start} does not tell which image these are tags of:"
            f" {shown(entry.text, plan.secrets)}",
            hint="Give them with their image: --axis base IMAGE:TAG,IMAGE:TAG",
        )
    references = tuple(tried(word, roots.reference) for word in words)
    target_end(plan)
    lines = ", ".join(str(stage.instructions[0].span.start) for stage in roots.stages)
    word = "line" if len(roots.stages) == 1 else "lines"
    points = tuple(
        Point(key=key, title=f"FROM {shown(reference, plan.secrets)} on {word} {lines}")
        for key, reference in zip(words, references, strict=True)
    )
    axis = line(points, "image")
    return Base(plan=plan, options=options, roots=roots, references=references, axis=axis)
