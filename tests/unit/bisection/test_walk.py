"""The walk over all points."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.bisection.drive import Ask
from bisectbuild.bisection.finding import Change, Changes, Stopped
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.bisection.walk import walk
from tests.support.axes import Heard, a_copy, a_line

GOOD, BAD, SKIP = Verdict.GOOD, Verdict.BAD, Verdict.SKIP


def saying(*verdicts: Verdict | None) -> Ask:
    """Give a test that says so of each point."""

    def ask(points: tuple[int, ...]) -> tuple[Answer, ...]:
        return tuple(Answer(verdict=verdicts[point]) for point in points)

    return ask


def test_every_change_is_told() -> None:
    """Not only the first one to bad."""
    found = walk(a_line(6), saying(GOOD, BAD, BAD, GOOD, GOOD, BAD))

    assert isinstance(found, Changes)
    assert found.changes == (
        Change(point=1, before=GOOD, after=BAD),
        Change(point=3, before=BAD, after=GOOD),
        Change(point=5, before=GOOD, after=BAD),
    )


def test_skipped_points_are_stepped_over() -> None:
    """A change is told at the first point that shows it."""
    found = walk(a_line(6), saying(SKIP, GOOD, SKIP, SKIP, BAD, SKIP))

    assert isinstance(found, Changes)
    assert found.changes == (Change(point=4, before=GOOD, after=BAD),)


def test_a_side_chain_is_compared_with_itself_only() -> None:
    """What is copied from says nothing of what copies."""
    found = walk(a_copy(2, 3, 2), saying(GOOD, GOOD, BAD, GOOD, BAD, GOOD, GOOD))

    assert isinstance(found, Changes)
    assert [change.point for change in found.changes] == [3, 4]


def test_an_answer_without_verdict_ends_the_walk() -> None:
    """As it ends a search."""
    found = walk(a_line(4), saying(GOOD, None, BAD, BAD))

    assert isinstance(found, Stopped)
    assert (found.point, len(found.probes)) == (1, 2)


def test_the_listener_hears_how_many_are_left() -> None:
    """All of them, as nothing is left out."""
    heard = Heard()

    walk(a_line(5), saying(*[GOOD] * 5), jobs=2, listener=heard)

    assert heard.asked == [((0, 1), 3, 2), ((2, 3), 1, 1), ((4,), 0, 0)]


@given(
    st.lists(st.sampled_from([GOOD, BAD, SKIP]), min_size=1, max_size=30),
    st.integers(1, 5),
    st.data(),
)
def test_what_is_known_is_not_asked_and_changes_nothing(
    verdicts: list[Verdict], jobs: int, data: st.DataObject
) -> None:
    """A walk that was broken off goes on."""
    axis = a_line(len(verdicts))
    known = data.draw(st.sets(st.integers(0, len(verdicts) - 1)))
    marks = Marks(axis=axis)
    for point in known:
        marks = marks.with_answer(point, verdicts[point])

    whole = walk(axis, saying(*verdicts))
    rest = walk(axis, saying(*verdicts), known=marks, jobs=jobs)

    assert isinstance(whole, Changes)
    assert isinstance(rest, Changes)
    assert rest.changes == whole.changes
    assert rest.answers == whole.answers == frozenset(verdicts)
    assert [probe.point for probe in rest.probes] == [
        point for point in range(len(verdicts)) if point not in known
    ]
