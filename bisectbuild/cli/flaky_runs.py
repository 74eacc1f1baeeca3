"""The runs of all instructions, interleaved, as many at once as was asked for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Protocol

from bisectbuild.cli.flaky_tally import Tally
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.errors import BisectBuildError
from bisectbuild.probing.again import Run


class Runs(Protocol):
    """What runs an instruction once."""

    def run(self, instruction: Instruction) -> Run:
        """Run it."""

    def stop(self) -> None:
        """End what other threads still run."""


def run_all(
    tallies: list[Tally], runs: int, jobs: int, runner: Runs, say: Callable[[str], None]
) -> KeyboardInterrupt | BisectBuildError | None:
    """Run the first time of each, then the second of each, and so on; note all in the tallies.

    So what changes with time (a mirror that is away for a minute) meets all alike. Gives what
    ended it early: Ctrl-C, or the error of an engine that fails; None where nothing did.
    """
    todo = [tally for _ in range(runs) for tally in tallies]
    teller = _Teller(len(tallies), runs, say)
    try:
        if jobs == 1:
            for tally in todo:
                teller.note(tally, runner.run(tally.instruction))
        else:
            _together(todo, jobs, runner, teller)
    except (KeyboardInterrupt, BisectBuildError) as error:
        return error
    return None


def _together(todo: list[Tally], jobs: int, runner: Runs, teller: _Teller) -> None:
    """Keep so many going; what ends one early ends all, and what had ended by then counts."""
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting: dict[Future[Run], Tally] = {
            pool.submit(runner.run, tally.instruction): tally for tally in todo
        }
        noted: set[Future[Run]] = set()
        try:
            for future in as_completed(waiting):
                noted.add(future)
                teller.note(waiting[future], future.result())
        except BaseException:
            for future in waiting:
                future.cancel()
            runner.stop()
            for future in waiting.keys() - noted:
                if not future.cancelled() and future.exception() is None:
                    teller.note(waiting[future], future.result())
            raise


class _Teller:
    """Counts runs, and says what a person who waits wants to know."""

    def __init__(self, width: int, runs: int, say: Callable[[str], None]) -> None:
        self._width = width
        self._runs = runs
        self._say = say
        self._done = 0

    def note(self, tally: Tally, run: Run) -> None:
        """Take in a run."""
        tally.note(run)
        self._done += 1
        line = tally.instruction.span.start
        how = run.reason if run.code is None else f"exit code {run.code}"
        if not run.counts:
            self._say(f"  line {line} was not come to ({how})")
        elif not run.passed:
            self._say(f"  line {line} failed in run {len(tally.runs)} ({how})")
        if self._done % self._width == 0:
            self._say(f"  {self._done // self._width} of {self._runs} runs done")
