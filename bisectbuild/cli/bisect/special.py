"""Questions that need to know something first: a size, another image, a first state, a command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from bisectbuild.axes.walkable import Walkable
from bisectbuild.bisection.axis import Axis, line
from bisectbuild.bisection.verdict import Answer
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.cli.bisect.imaged import by_layers, by_size
from bisectbuild.cli.bisect.marking import point_of
from bisectbuild.cli.bisect.testing import Note, Tester, Tests, unnoted
from bisectbuild.cli.work import Job
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.engines.here import run_here
from bisectbuild.errors import UsageError
from bisectbuild.outcome import Outcome
from bisectbuild.probing.choose import prober_for
from bisectbuild.questions.file import changed, observe
from bisectbuild.questions.port import port
from bisectbuild.questions.question import Question
from bisectbuild.workbench.images import Images
from bisectbuild.workbench.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Answers that are known of every point of the target's own chain; nothing is tested."""

    axis: Axis
    walkable: Walkable
    points: Sequence[int]
    free: Sequence[Answer]
    way: str
    note: Note = unnoted

    def ask(self, points: tuple[int, ...]) -> tuple[Answer, ...]:
        """Give the answers; they are noted as those of tests are."""
        for point in points:
            self.note(point, self.free[point])
        return tuple(self.free[point] for point in points)

    def noted(self, note: Note) -> Known:
        """Give the same, which tells `note`."""
        return replace(self, note=note)

    def instruction(self, index: int) -> Instruction | None:
        """Give the instruction of a point."""
        return self.walkable.instruction(self.points[index])


@contextmanager
def special(
    want: Asked, job: Job, tools: Tools, walkable: Walkable, built: Outcome
) -> Iterator[Tests]:
    """Give what answers such a question along the instructions. Raises UsageError elsewhere."""
    if walkable.name != "instruction":
        raise UsageError(
            f"{want.title} works along instructions only.",
            hint="Leave out --axis, or test with a command: -- CMD",
        )
    if want.size is not None or want.other:
        yield _known(want, job, tools, walkable, built)
        return
    with closing(prober_for(tools, Question(title="", argv=("true",)), run_here)) as prober:
        question = _question(want, job, tools, walkable, built)
        if isinstance(question, str):
            first = Tester(
                walkable=walkable, question=observe(want.changed), prober=prober, way=prober.way
            )
            seen = first.one(_first(want, walkable.axis)).output
            question = changed(want.changed, seen[-1] if seen else "", want.conditions)
        if want.timeout:
            question = replace(question, timeout=want.timeout, hangs=want.hangs)
        yield Tester(walkable=walkable, question=question, prober=prober, way=prober.way)


def _first(want: Asked, axis: Axis) -> int:
    """Give the point that others are compared with: the first that is known to be good."""
    return point_of(axis, want.good[0]) if want.good else _main_chain(axis)[0]


def _question(
    want: Asked, job: Job, tools: Tools, walkable: Walkable, built: Outcome
) -> Question | str:
    """Give the question, or the path whose first state must be seen before."""
    if want.changed:
        return want.changed
    facts = tools.sandbox.facts(_image(job, tools, walkable, built))
    if not facts.command:
        raise UsageError(
            "The image starts nothing by itself (it has no CMD and no ENTRYPOINT).",
            hint=f"Say what listens: --port {want.port} --runs 'PROGRAM …'",
        )
    return port(want.port, facts.command)


def _known(want: Asked, job: Job, tools: Tools, walkable: Walkable, built: Outcome) -> Known:
    image = _image(job, tools, walkable, built)
    points = _main_chain(walkable.axis)
    chain = [walkable.instruction(point) for point in points]
    made = [entry for entry in chain if entry is not None]
    answers = (by_layers if want.other else by_size)(want, tools.sandbox, image, made)
    axis = line(tuple(walkable.axis.points[point] for point in points), walkable.axis.word)
    return Known(
        axis=axis,
        walkable=walkable,
        points=points,
        free=answers,
        way="from what the image says of its layers",
    )


def _image(job: Job, tools: Tools, walkable: Walkable, built: Outcome) -> str:
    """Build the target's end as an image, all of it from the cache."""
    images = Images(tools, job.plan)
    images.note(built)
    last = walkable.instruction(len(walkable.axis.points) - 1)
    outcome = None if last is None else images.reach(last)
    image = getattr(outcome, "image", "")
    if not image:
        raise UsageError(
            "The builder told no image, so it cannot be looked at.",
            hint="Build with the engine's own BuildKit: --builder default",
        )
    return str(image)


def _main_chain(axis: Axis) -> tuple[int, ...]:
    """Give the points from the first to the last, each standing on the one before it."""
    chain = [len(axis.points) - 1]
    while axis.parents[chain[-1]]:
        chain.append(axis.parents[chain[-1]][0])
    return tuple(reversed(chain))
