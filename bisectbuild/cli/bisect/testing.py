"""Joins an axis with a way of testing: what a search asks, and what answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from bisectbuild.axes.walkable import Walkable
from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.verdict import Answer
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.cli.work import Job
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.engines.here import run_here
from bisectbuild.errors import UnreadableError
from bisectbuild.outcome import Outcome
from bisectbuild.probing.choose import prober_for
from bisectbuild.probing.prober import Prober
from bisectbuild.probing.together import ask_together
from bisectbuild.questions.question import Question
from bisectbuild.workbench.tools import Tools


class Tests(Protocol):
    """What answers for the points of an axis. `way` says how."""

    @property
    def axis(self) -> Axis:
        """Give the axis."""

    @property
    def way(self) -> str:
        """Say how points are tested."""

    def ask(self, points: tuple[int, ...]) -> tuple[Answer, ...]:
        """Test points."""

    def instruction(self, index: int) -> Instruction | None:
        """Give the instruction that a point is about."""

    @property
    def free(self) -> Sequence[Answer]:
        """Give the answers of all points where nothing need be tested for them, else nothing."""

    def noted(self, note: Note) -> Tests:
        """Give the same, by which `note` learns of each answer as soon as it is there."""


Note: TypeAlias = Callable[[int, Answer], None]


def unnoted(point: int, answer: Answer) -> None:
    """Keep nothing."""
    del point, answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Tester:
    """Answers for the points of an axis. `way` says how they are tested.

    `note` learns of each answer as soon as it is there, also while others are still asked.
    """

    walkable: Walkable
    question: Question
    prober: Prober
    way: str
    note: Note = unnoted

    @property
    def axis(self) -> Axis:
        """Give the axis."""
        return self.walkable.axis

    def ask(self, points: tuple[int, ...]) -> tuple[Answer, ...]:
        """Test points, several at once where there are several."""
        return ask_together(points, self.one, self.prober)

    def instruction(self, index: int) -> Instruction | None:
        """Give the instruction that a point is about."""
        return self.walkable.instruction(index)

    @property
    def free(self) -> Sequence[Answer]:
        """Give nothing: each point has to be tested."""
        return ()

    def noted(self, note: Note) -> Tester:
        """Give the same, which tells `note`."""
        return replace(self, note=note)

    def one(self, point: int) -> Answer:
        """Test one point; one that cannot even be read is skipped."""
        began = time.monotonic()
        try:
            with self.walkable.subject(point) as subject:
                answer = self.prober.ask(subject, self.question)
        except UnreadableError as error:
            answer = unreadable(error, time.monotonic() - began)
        self.note(point, answer)
        return answer


def unreadable(error: UnreadableError, seconds: float) -> Answer:
    """Give the answer of a point whose Dockerfile is none."""
    from bisectbuild.bisection.verdict import Verdict  # noqa: PLC0415 - rarely

    return Answer(verdict=Verdict.SKIP, seconds=seconds, reason=error.message)


@contextmanager
def tester(
    want: Asked, job: Job, tools: Tools, walkable: Walkable, built: Outcome
) -> Iterator[Tests]:
    """Give what tests the points of an axis; what it made goes with the block."""
    if want.question is None:
        from bisectbuild.cli.bisect.special import special  # noqa: PLC0415 - it needs us

        with special(want, job, tools, walkable, built) as found:
            yield found
        return
    with closing(prober_for(tools, want.question, run_here, (job.plan, built))) as prober:
        yield Tester(walkable=walkable, question=want.question, prober=prober, way=prober.way)
