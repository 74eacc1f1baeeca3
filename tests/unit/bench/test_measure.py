"""How the benchmarks measure."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bench.measure import Pair, cpu, in_turn, timed, wall


def test_ours_and_the_peer_take_turns_in_going_first() -> None:
    """What slows the machine for a while slows both."""
    order: list[str] = []

    def run(name: str, value: float) -> float:
        order.append(name)
        return value

    found = in_turn(lambda: run("ours", 1), lambda: run("peer", 2), rounds=2, warm_up=1)

    assert order == ["peer", "ours", "ours", "peer", "peer", "ours"]
    assert found == Pair(ours=1, peer=2)


def test_the_warm_up_does_not_count_and_the_median_does() -> None:
    """The first round fills caches."""
    ours, peer = iter((99.0, 3.0, 1.0, 2.0)), iter((99.0, 30.0, 10.0, 20.0))

    found = in_turn(lambda: next(ours), lambda: next(peer), rounds=3, warm_up=1)

    assert found == Pair(ours=2.0, peer=20.0)


def test_another_number_than_the_median_can_be_asked_for() -> None:
    """CPU time is best told by the least, as noise only adds."""
    ours, peer = iter((3.0, 1.0)), iter((5.0, 6.0))

    found = in_turn(lambda: next(ours), lambda: next(peer), rounds=2, warm_up=0, of=min)

    assert found == Pair(ours=1.0, peer=5.0)


def test_work_is_done_once_when_timed() -> None:
    """Timing does not repeat what it times."""
    done: list[int] = []

    timed(lambda: done.append(1))

    assert done == [1]


def test_cpu_is_that_of_the_program_and_not_of_the_ones_before() -> None:
    """A program that computes uses more than one that only waits."""
    busy = cpu((sys.executable, "-c", "sum(range(10_000_000))"))
    idle = cpu((sys.executable, "-c", "import time; time.sleep(0.3)"))

    assert busy > idle > 0


def test_a_program_that_fails_is_no_measure() -> None:
    """A failure is fast; it must not look like a good result."""
    with pytest.raises(RuntimeError, match="failed"):
        cpu((sys.executable, "-c", "raise SystemExit(1)"))


def test_a_run_that_ends_otherwise_shows_what_it_printed(tmp_path: Path) -> None:
    """The words of the program tell why."""
    argv = (sys.executable, "-c", "import sys; sys.exit('some words')")

    with pytest.raises(RuntimeError, match=r"ended with 1:\nsome words"):
        wall(argv, env=dict(os.environ), cwd=tmp_path)


def test_a_run_that_ends_as_expected_is_measured(tmp_path: Path) -> None:
    """A broken build ends in 1, as it should."""
    argv = (sys.executable, "-c", "raise SystemExit(1)")

    assert wall(argv, env=dict(os.environ), cwd=tmp_path, code=1) > 0
