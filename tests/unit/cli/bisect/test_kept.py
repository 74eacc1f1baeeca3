"""What is known before a search begins."""

from __future__ import annotations

from bisectbuild.bisection.log import write_mark
from bisectbuild.bisection.terms import Terms
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.cli.bisect.kept import Kept, kept
from tests.support.bisect_words import asking, lines

GOOD, BAD = Verdict.GOOD, Verdict.BAD
AXIS = lines(8)


def log(*said: tuple[int, Verdict]) -> str:
    """Write a log."""
    return "".join(write_mark(AXIS.points[point], verdict, Terms()) for point, verdict in said)


def test_a_log_marks_its_points() -> None:
    """The last answer of each."""
    found = kept(asking("--", "true"), AXIS, log((3, BAD), (1, GOOD), (3, GOOD)))

    assert found.said == ((AXIS.points[1], GOOD), (AXIS.points[3], GOOD))
    assert found.answers == ()


def test_where_points_are_asked_several_times_each_answer_counts_once() -> None:
    """In their order; then the point is asked again."""
    found = kept(asking("--repeat", "5", "--", "true"), AXIS, log((3, BAD), (1, GOOD), (3, GOOD)))
    asked: list[tuple[int, ...]] = []

    def ask(points: tuple[int, ...]) -> tuple[Answer, ...]:
        asked.append(points)
        return tuple(Answer(verdict=BAD, seconds=1) for _ in points)

    again = found.before(ask)
    answers = [again((3,)), again((2, 3, 1)), again((1,))]

    assert asked == [(2,), (1,)]
    assert [[answer.verdict for answer in given] for given in answers] == [
        [BAD],
        [BAD, GOOD, GOOD],
        [BAD],
    ]
    assert answers[0][0].reason == "as it was answered before"
    assert answers[1][0].reason == ""


def test_what_a_person_names_is_neither_asked_nor_kept_twice() -> None:
    """A record holds it as one more line, which says the same when it is read."""
    want = asking("--repeat", "5", "--good", "2", "--", "true")
    first = kept(want, AXIS, log((3, BAD)))

    text = "".join(write_mark(point, verdict, Terms()) for point, verdict in first.said)
    second = kept(want, AXIS, text)

    assert first.said == second.said == ((AXIS.points[1], GOOD), (AXIS.points[3], BAD))


def test_what_is_known_for_nothing_is_asked_again_but_for_what_a_person_says_otherwise() -> None:
    """Only the answer itself tells a size; a log that was edited holds all the same."""
    free = tuple(Answer(verdict=GOOD if at < 3 else BAD) for at in range(8))
    text = log((1, GOOD), (4, GOOD), (5, Verdict.SKIP), (6, BAD))

    for words in ((), ("--repeat", "5")):
        want = asking("--size-over", "3MB", "--good", "1", *words)
        found = kept(want, AXIS, text, free)

        assert found.said == (
            (AXIS.points[0], GOOD),
            (AXIS.points[4], GOOD),
            (AXIS.points[5], Verdict.SKIP),
        )


def test_where_nothing_is_kept_the_test_itself_is_asked() -> None:
    """Nothing stands between."""

    def ask(points: tuple[int, ...]) -> tuple[Answer, ...]:
        return tuple(Answer(verdict=GOOD) for _ in points)

    known: Kept = kept(asking("--repeat", "5", "--", "true"), AXIS, "")

    assert known.before(ask) is ask
