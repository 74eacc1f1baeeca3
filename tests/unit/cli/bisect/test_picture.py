"""The axis in a terminal."""

from __future__ import annotations

from bisectbuild.bisection.axis import Point, line
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.cli.bisect.picture import picture
from bisectbuild.tty.paint import Paint
from tests.support.bisect_words import lines

SLOW = Terms(good="quick", bad="slow")


def test_each_point_has_its_mark_and_what_may_be_it_is_asked() -> None:
    """What is out of question has none."""
    marks = Marks(axis=lines(6))
    for point, verdict in ((1, Verdict.GOOD), (3, Verdict.SKIP), (4, Verdict.BAD)):
        marks = marks.with_mark(point, verdict)

    assert list(picture(marks, SLOW, Paint(on=False))) == [
        "       line 1 RUN step-1",
        "quick  line 2 RUN step-2",
        "?      line 3 RUN step-3",
        "skip   line 4 RUN step-4",
        "slow   line 5 RUN step-5",
        "       line 6 RUN step-6",
    ]


def test_a_long_title_stays_on_its_line_and_cannot_act_on_the_terminal() -> None:
    """It comes from a file of somebody."""
    axis = line((Point(key="1", title="RUN a\x1b[2J\n" + "b" * 500),), "instruction")

    (shown,) = picture(Marks(axis=axis), Terms(), Paint(on=False))

    assert shown.isprintable()
    assert len(shown) < 110
