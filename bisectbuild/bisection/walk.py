"""The walk over all points, which finds every change of verdict where there may be several."""

from __future__ import annotations

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.drive import Ask, Listener, Unheard, ask_round
from bisectbuild.bisection.finding import Change, Changes, Probed, Stopped
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.verdict import Verdict


def walk(
    axis: Axis,
    ask: Ask,
    *,
    known: Marks | None = None,
    jobs: int = 1,
    listener: Listener | None = None,
) -> Changes | Stopped:
    """Ask every point that has no mark yet, `jobs` at once, and give all changes of verdict."""
    marks = known or Marks(axis=axis)
    waiting = [point for point in range(len(axis.points)) if marks.verdict(point) is None]
    probes: list[Probed] = []
    while waiting:
        points, waiting = tuple(waiting[:jobs]), waiting[jobs:]
        ahead = len(waiting), -(-len(waiting) // jobs)
        new = ask_round(ask, points, ahead, listener or Unheard())
        probes += new
        for probe in new:
            if probe.answer.verdict is None:
                return Stopped(point=probe.point, answer=probe.answer, probes=tuple(probes))
            marks = marks.with_answer(probe.point, probe.answer.verdict)
    verdicts = map(marks.verdict, range(len(axis.points)))
    answers = frozenset(verdict for verdict in verdicts if verdict is not None)
    return Changes(changes=changes(marks), probes=tuple(probes), answers=answers)


def changes(marks: Marks) -> tuple[Change, ...]:
    """Give each point that answers otherwise than the nearest one below it on its own chain.

    Points that were skipped, or have no mark, are stepped over; a start has nothing below it.
    """
    found: list[Change] = []
    lasting: list[Verdict | None] = []
    for point, parents in enumerate(marks.axis.parents):
        before = lasting[parents[0]] if parents else None
        after = marks.verdict(point)
        if after is None or after is Verdict.SKIP:
            lasting.append(before)
            continue
        lasting.append(after)
        if before is not None and before is not after:
            found.append(Change(point=point, before=before, after=after))
    return tuple(found)
