"""Signals as they reach the program itself."""

from __future__ import annotations

import os
import signal

import pytest

from bisectbuild import interrupt


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_work(number: signal.Signals) -> None:
    """It comes as KeyboardInterrupt."""
    with pytest.raises(KeyboardInterrupt), interrupt.handled():
        os.kill(os.getpid(), number)


def test_a_second_hangup_does_not_cut_the_clean_up_short() -> None:
    """A terminal that goes away hangs up twice: the shell's hangup, then the kernel's."""
    done = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGHUP)
        finally:
            os.kill(os.getpid(), signal.SIGHUP)
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("cleaned")

    with pytest.raises(KeyboardInterrupt), interrupt.handled():
        work()

    assert done == ["cleaned"]


def test_a_signal_that_is_held_back_comes_after_the_block() -> None:
    """The block runs to its end, be it within another."""
    done = []

    def work() -> None:
        with interrupt.held():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("inner")
        done.append("outer")

    with pytest.raises(KeyboardInterrupt), interrupt.handled(), interrupt.held():
        work()

    assert done == ["inner", "outer"]


def test_nothing_comes_where_no_signal_came() -> None:
    """Neither from a block that holds signals back nor from an earlier one's signal."""
    with pytest.raises(KeyboardInterrupt), interrupt.handled(), interrupt.held():
        os.kill(os.getpid(), signal.SIGINT)

    with interrupt.handled(), interrupt.held():
        reached = True

    assert reached


def test_the_handlers_of_before_are_put_back() -> None:
    """Whoever runs the program as a function keeps its own."""
    before = signal.getsignal(signal.SIGTERM)

    with interrupt.handled():
        assert signal.getsignal(signal.SIGTERM) is not before

    assert signal.getsignal(signal.SIGTERM) is before
