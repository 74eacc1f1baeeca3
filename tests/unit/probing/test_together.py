"""Several points asked at once."""

from __future__ import annotations

import threading

import pytest

from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.errors import EngineError
from bisectbuild.probing.subject import Subject
from bisectbuild.probing.together import ask_together
from bisectbuild.questions.question import Question

PATIENCE = 30


class Stoppable:
    """A prober that only notes that it was stopped."""

    way = "not at all"

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def ask(self, subject: Subject, question: Question) -> Answer:
        """Answer nothing."""
        raise AssertionError((subject, question))

    def stop(self) -> None:
        """Note it."""
        self.stopped.set()

    def close(self) -> None:
        """Hold nothing."""


def test_one_point_is_asked_in_this_thread() -> None:
    """So that Ctrl-C reaches what asks."""
    threads: list[threading.Thread] = []

    def ask(point: int) -> Answer:
        threads.append(threading.current_thread())
        return Answer(verdict=Verdict.GOOD, exit_code=point)

    (answer,) = ask_together((7,), ask, Stoppable())

    assert answer.exit_code == 7
    assert threads == [threading.current_thread()]


def test_answers_stand_in_the_order_of_the_points() -> None:
    """Whichever comes first; all are asked at the same time."""
    meet = threading.Barrier(3, timeout=PATIENCE)

    def ask(point: int) -> Answer:
        meet.wait()
        return Answer(verdict=Verdict.GOOD, exit_code=point)

    answers = ask_together((9, 2, 5), ask, Stoppable())

    assert [answer.exit_code for answer in answers] == [9, 2, 5]


def test_an_error_in_the_last_ends_those_before_it_that_still_ask() -> None:
    """It does not wait for the first."""
    prober = Stoppable()

    def ask(point: int) -> Answer:
        if point == 3:
            raise EngineError("gone")
        assert prober.stopped.wait(PATIENCE), "it was waited for"
        return Answer(verdict=None)

    with pytest.raises(EngineError, match="gone"):
        ask_together((1, 2, 3), ask, prober)


def test_where_all_answer_nothing_is_stopped() -> None:
    """The prober is asked again in the next round."""
    prober = Stoppable()

    ask_together((1, 2), lambda _: Answer(verdict=None), prober)

    assert not prober.stopped.is_set()
