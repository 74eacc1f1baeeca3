"""What of a search is known before it begins: what a person said, and what a log answers."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bisectbuild.bisection.axis import Axis, Point
from bisectbuild.bisection.drive import Ask
from bisectbuild.bisection.log import read_log
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.cli.bisect.marking import marked, pairs, with_log

AGAIN = "as it was answered before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known: `marks` of points that are not asked, and `answers` to be given again.

    There are such answers only where points are asked several times: each then counts once.
    """

    marks: Marks
    answers: tuple[tuple[int, Verdict], ...] = ()

    @property
    def said(self) -> tuple[tuple[Point, Verdict], ...]:
        """All of it, as a record of the search that follows begins with."""
        points = self.marks.axis.points
        return tuple((points[at], verdict) for at, verdict in (*pairs(self.marks), *self.answers))

    def before(self, ask: Ask) -> Ask:
        """Give what answers from what is kept, and asks `ask` once nothing is left of a point."""
        return _Again(self.answers, ask).ask if self.answers else ask


def kept(want: Asked, axis: Axis, log: str, free: Sequence[Answer] = ()) -> Kept:
    """Read what is known. Raises UsageError as `marked` does, and FileFormatError for a log.

    `free` are answers that cost nothing: what a log says like them is asked again, as only an
    answer has what is to be told of it, such as a size.
    """
    marks = marked(Marks(axis=axis), want)
    if free and log:
        said = read_log(log, axis, want.terms).marks
        for point, verdict in said:
            if free[point].verdict is not verdict:
                marks = marks.with_answer(point, verdict)
        return Kept(marks=marks)
    if want.repeat == 1:
        return Kept(marks=with_log(marks, log, want.terms))
    answers = read_log(log, axis, want.terms).answers if log else ()
    fresh = tuple(pair for pair in answers if marks.verdict(pair[0]) is None)
    return Kept(marks=marks, answers=fresh)


class _Again:
    """Gives the answers of a log in their order; the search that asked for them asks the same."""

    def __init__(self, answers: Iterable[tuple[int, Verdict]], ask: Ask) -> None:
        self._ask = ask
        self._left: defaultdict[int, deque[Verdict]] = defaultdict(deque)
        for point, verdict in answers:
            self._left[point].append(verdict)

    def ask(self, points: tuple[int, ...]) -> tuple[Answer, ...]:
        """Answer for points, asking only for those of which nothing is left."""
        new = tuple(point for point in points if not self._left[point])
        answers = iter(self._ask(new) if new else ())
        return tuple(
            Answer(verdict=self._left[point].popleft(), reason=AGAIN)
            if self._left[point]
            else next(answers)
            for point in points
        )
