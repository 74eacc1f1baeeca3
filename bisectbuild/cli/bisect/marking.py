"""Points that need no test: named on the command line, or answered in a log."""

from __future__ import annotations

from collections.abc import Iterator

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.log import read_log
from bisectbuild.bisection.marks import Marks, bits_of
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.errors import UsageError

_SHOWN = 12
_DIGITS = 9


def marked(marks: Marks, want: Asked) -> Marks:
    """Mark what `--good`, `--bad` and `--skip` name. Raises UsageError for what is no point."""
    given = (
        *((key, Verdict.GOOD) for key in want.good),
        *((key, Verdict.BAD) for key in (want.bad,) if key),
        *((key, Verdict.SKIP) for key in want.skip),
    )
    for key, verdict in given:
        point = point_of(marks.axis, key)
        # Where every point is tested, there may be several changes.
        mark = marks.with_answer if want.whole else marks.with_mark
        marks = mark(point, verdict)
    return marks


def assuming(marks: Marks) -> Marks:
    """Take the last point as bad where nobody said anything of it, as who searches by hand does."""
    if marks.verdict(marks.sink) is None:
        return marks.with_answer(marks.sink, Verdict.BAD)
    return marks


def with_log(marks: Marks, text: str, terms: Terms) -> Marks:
    """Mark what a log answers. Raises FileFormatError for one that cannot be read."""
    if text:
        for point, verdict in read_log(text, marks.axis, terms).marks:
            marks = marks.with_answer(point, verdict)
    return marks


def pairs(marks: Marks) -> Iterator[tuple[int, Verdict]]:
    """Give every point that has a mark, and the mark."""
    for point in bits_of(marks.answered):
        verdict = marks.verdict(point)
        if verdict is not None:
            yield point, verdict


def point_of(axis: Axis, key: str) -> int:
    """Find a point by its key. Raises UsageError that names those near it."""
    for index, point in enumerate(axis.points):
        if point.key == key:
            return index
    keys = [point.key for point in axis.points]
    near = keys[:_SHOWN]
    if key.isdecimal() and len(key) < _DIGITS:
        close = sorted(filter(str.isdecimal, keys), key=lambda other: abs(int(other) - int(key)))
        near = [other for other in keys if other in close[:_SHOWN]] or near
    shown = ", ".join(near) + (", …" if len(keys) > len(near) else "")
    raise UsageError(f"{key} is no {axis.word} of this search.", hint=f"There are: {shown}")
