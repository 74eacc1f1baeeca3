"""Signals as they reach the program itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import weakref
from collections.abc import Callable

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


@pytest.mark.parametrize(("same", "codes"), [(60.0, []), (0.0, [130])])
def test_a_second_ctrl_c_leaves_at_once_unless_it_is_the_same_key(
    same: float, codes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parent that passes the terminal's signal on sends it once more, which is no second one."""
    left: list[int] = []
    monkeypatch.setattr(interrupt, "_SAME", same)
    monkeypatch.setattr(os, "_exit", left.append)

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            time.sleep(0.01)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), interrupt.handled():
        work()

    assert left == codes


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


class Thing:
    """What a weak reference can point to."""


def drop(at_its_end: Callable[[], object]) -> None:
    """Let go of a thing that is watched; what its watcher raises is dropped by Python."""
    thing = Thing()
    watch = weakref.ref(thing, lambda _: at_its_end())
    del thing
    assert watch() is None


def test_a_signal_that_fell_into_a_callback_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python drops what is raised there, and the work would go on as if none had come."""
    monkeypatch.setattr(interrupt, "_AGAIN", 1.0)
    went_on = threading.Event()

    def work() -> None:
        drop(lambda: os.kill(os.getpid(), signal.SIGTERM))
        went_on.set()
        time.sleep(60)

    with pytest.raises(KeyboardInterrupt), interrupt.handled():
        work()

    assert went_on.is_set()


def test_a_signal_that_comes_again_waits_for_the_block_that_holds_it_back() -> None:
    """As the first time."""
    done = []

    def work() -> None:
        with interrupt.held():
            signal.raise_signal(signal.SIGALRM)
            done.append("inner")
        done.append("outer")

    with pytest.raises(KeyboardInterrupt), interrupt.handled():
        work()

    assert done == ["inner"]


def test_what_else_falls_into_a_callback_is_told_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By whoever tells it, during the work and after."""
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda dropped: told.append(dropped.exc_value))
    fault = ValueError("x")

    def fail() -> None:
        raise fault

    with interrupt.handled():
        drop(fail)
    drop(fail)

    assert told == [fault, fault]


def test_a_signal_held_back_in_a_thread_wakes_the_main_one_where_it_waits() -> None:
    """It would sleep on, as a signal to the thread interrupts no call of another one."""

    def hold() -> None:
        with interrupt.held():
            time.sleep(0.2)
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)

    reads, _ = os.pipe()

    def wait() -> None:
        threading.Thread(target=hold).start()
        os.read(reads, 1)

    with pytest.raises(KeyboardInterrupt), interrupt.handled():
        wait()


@pytest.mark.parametrize("cause", [KeyboardInterrupt(), ValueError()], ids=repr)
def test_a_wrapped_ctrl_c_is_known(cause: BaseException) -> None:
    """By what caused the error, however far behind; another error is none."""
    error = RuntimeError("outer")
    error.__cause__ = RuntimeError("inner")
    error.__cause__.__cause__ = cause

    assert interrupt.is_behind(error) == isinstance(cause, KeyboardInterrupt)


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
