"""What the runs of one instruction say of it: how many passed, and how steady it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from bisectbuild.bisection.interval import interval
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.probing.again import Run


class Steadiness(StrEnum):
    """What is said of an instruction, the worst first."""

    FLAKY = "flaky"
    FAILS = "fails always"
    STABLE = "stable"
    NOT_RUN = "not reached"


@dataclass(slots=True, kw_only=True)
class Tally:
    """The runs of one instruction so far.

    `broke` says that the person's own build, just made, failed at it: that is seen as well.
    `stood_in` are the targets of its cache mounts, for which it was given empty folders.
    """

    instruction: Instruction
    stage: str
    reached: bool = True
    broke: bool = False
    stood_in: tuple[str, ...] = ()
    runs: list[Run] = field(default_factory=list)
    unmade: str = ""

    def note(self, run: Run) -> None:
        """Count a run; one that never came to the step only leaves its reason."""
        if run.counts:
            self.runs.append(run)
        else:
            self.unmade = run.reason

    @property
    def passed(self) -> int:
        """How many runs ended with 0."""
        return sum(run.passed for run in self.runs)

    @property
    def failed(self) -> Run | None:
        """The newest run that failed, None where none did."""
        return next((run for run in reversed(self.runs) if not run.passed), None)

    @property
    def codes(self) -> dict[int, int]:
        """How often each exit code was seen."""
        return dict(sorted(Counter(r.code for r in self.runs if r.code is not None).items()))

    @property
    def steadiness(self) -> Steadiness:
        """Flaky only where a pass and a failure were both seen."""
        if not self.runs:
            return Steadiness.NOT_RUN
        if not self.passed:
            return Steadiness.FAILS
        if self.failed is not None or self.broke:
            return Steadiness.FLAKY
        return Steadiness.STABLE

    def interval(self, confidence: float) -> tuple[float, float]:
        """Give the ends of the interval of the pass rate, from 0 to 1."""
        return interval(self.passed, len(self.runs), confidence)

    def notes(self) -> list[str]:
        """Say what a reader of the numbers should know."""
        notes = []
        if self.broke and self.passed:
            notes.append("your own build, made first, failed at it")
        if self.stood_in and self.runs:
            notes.append(f"ran with an empty folder for its cache mount {', '.join(self.stood_in)}")
        if self.unmade:
            notes.append(f"not every run came to it: {self.unmade}")
        return notes


def worst_first(tallies: list[Tally]) -> list[Tally]:
    """Sort for a reader: flaky ones first, then as they stand in the file."""
    order = list(Steadiness)
    return sorted(tallies, key=lambda t: (order.index(t.steadiness), t.instruction.index))
