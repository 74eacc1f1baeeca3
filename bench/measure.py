"""How things are measured: runs of ours and of the peer in turn, their wall and CPU time."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One measure of ours and of the peer, in the same unit."""

    ours: float
    peer: float


def in_turn(
    ours: Callable[[], float],
    peer: Callable[[], float],
    *,
    rounds: int,
    warm_up: int = 1,
    of: Callable[[Sequence[float]], float] = median,
) -> Pair:
    """Measure both in each round, the first one changing, so that noise hits both alike.

    The first `warm_up` rounds do not count. `of` makes one number of each side's rounds.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + warm_up):
        sides = [(found[0], ours), (found[1], peer)]
        for values, measure in sides if number % 2 else reversed(sides):
            value = measure()
            if number >= warm_up:
                values.append(value)
    return Pair(ours=of(found[0]), peer=of(found[1]))


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that a piece of work in this process takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def wall(argv: Sequence[str], *, env: Mapping[str, str], cwd: Path, code: int = 0) -> float:
    """Give the seconds from the start of a program to its end. Raises where it ends otherwise."""
    began = time.perf_counter()
    done = subprocess.run(
        argv,
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode != code:
        text = done.stdout.decode(errors="replace")
        raise RuntimeError(f"{' '.join(argv)} ended with {done.returncode}:\n{text}")
    return seconds


def cpu(argv: Sequence[str]) -> float:
    """Give the CPU seconds, user and system, of a program that writes nowhere and succeeds."""
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    pid = os.posix_spawn(argv[0], list(argv), os.environ, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{' '.join(argv)} failed")
    return usage.ru_utime + usage.ru_stime
