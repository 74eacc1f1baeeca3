"""The search itself: asks points until the first bad one is known, or cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.chains import down_from
from bisectbuild.bisection.choose import next_points
from bisectbuild.bisection.finding import Finding, Found, NeverBad, Probed, Stopped, Undecided
from bisectbuild.bisection.marks import Marks, bits_of
from bisectbuild.bisection.verdict import Answer, Verdict

Ask = Callable[[tuple[int, ...]], tuple[Answer, ...]]
"""Asks several points, at once where that can be, and gives their answers in the same order."""


class Listener(Protocol):
    """Someone who hears how a search goes."""

    def asks(self, points: tuple[int, ...], left: int, steps: int) -> None:
        """Hear what is asked now, how many are left to test after it, and in how many rounds."""

    def answered(self, point: int, answer: Answer) -> None:
        """Hear what a point answered; called for each point of a round, in its order."""


class Unheard:
    """A listener that keeps everything to itself."""

    def asks(self, points: tuple[int, ...], left: int, steps: int) -> None:
        """Tell nobody."""

    def answered(self, point: int, answer: Answer) -> None:
        """Tell nobody."""


def search(
    axis: Axis,
    ask: Ask,
    *,
    marks: Marks | None = None,
    jobs: int = 1,
    listener: Listener | None = None,
) -> Finding:
    """Find the first bad point; what `marks` know already is not asked again.

    On a line of n points at most ceil(log2(n)) + 1 are asked, the last one of them first; a side
    chain costs up to two more, as its points are asked only once its copy is at fault. Raises
    UsageError where the bad points have no candidate in common, and what `ask` raises.
    """
    marks = marks or Marks(axis=axis)
    probes: list[Probed] = []
    while points := next_points(marks, jobs):
        left, steps = marks.left_after(points), marks.steps(jobs)
        new = ask_round(ask, points, (left, steps), listener or Unheard())
        probes += new
        for probe in new:
            if probe.answer.verdict is None:
                return Stopped(point=probe.point, answer=probe.answer, probes=tuple(probes))
            marks = marks.with_answer(probe.point, probe.answer.verdict)
    return settled(marks, tuple(probes))


def settled(marks: Marks, probes: tuple[Probed, ...] = ()) -> Found | NeverBad | Undecided:
    """Give what the marks say once there is no point left to ask."""
    candidates = marks.candidates
    if not candidates:
        return NeverBad(probes=probes)
    culprit, below = candidates[0], marks.axis.parents[candidates[0]]
    shown = marks.verdict(culprit) is Verdict.BAD and (not below or marks.ground is not None)
    if len(candidates) == 1 and shown:
        return Found(culprit=culprit, last_good=below[0] if below else None, probes=probes)
    return Undecided(candidates=_possible(marks), probes=probes)


def _possible(marks: Marks) -> tuple[int, ...]:
    """Give the candidates, and those there would be if side chains told nothing.

    Where the start of a side chain is skipped, nobody knows whether the chain tells anything.
    """
    possible, waiting = 0, [marks]
    for known in waiting:
        possible |= known.candidate_set
        below = down_from(marks.axis, known.candidate_set)
        for point in bits_of(below & known.skip):
            if marks.axis.parents[point]:
                continue
            silenced = known.with_answer(point, Verdict.BAD)
            if silenced.silent >> point & 1:
                waiting.append(silenced)
                break
    return tuple(bits_of(possible))


def ask_round(
    ask: Ask, points: tuple[int, ...], ahead: tuple[int, int], listener: Listener
) -> list[Probed]:
    """Ask some points and tell the listener; `ahead` is what it hears of points left and rounds."""
    listener.asks(points, *ahead)
    probes = []
    for point, answer in zip(points, ask(points), strict=True):
        listener.answered(point, answer)
        probes.append(Probed(point=point, answer=answer))
    return probes
