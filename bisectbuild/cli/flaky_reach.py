"""Which instructions can be run again, by what the person's own build came to."""

from __future__ import annotations

from collections.abc import Callable

from bisectbuild.builder import FailureKind, StepStatus
from bisectbuild.cli.flaky_tally import Tally
from bisectbuild.dockerfile.again import cache_mounts
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.outcome import Broken, Healthy, Outcome
from bisectbuild.search.plan import Plan
from bisectbuild.tty.text import one_line

_WIDTH = 200
_PASSED = frozenset({StepStatus.DONE, StepStatus.CACHED})


def tallies_of(
    plan: Plan, built: Outcome, chosen: tuple[Instruction, ...], say: Callable[[str], None]
) -> list[Tally]:
    """Give an empty tally for each instruction; the person is told where the build ended."""
    culprit = None
    if isinstance(built, Broken):
        at, failure = built.culprit.instruction, built.culprit.failure
        # Where the file is refused, no step of it ever ran.
        culprit = at if failure.kind is FailureKind.STEP else None
        say(f"Your build fails at line {at.span.start}; what it did not come to is not run again.")
    elif not isinstance(built, Healthy):
        say(f"Your build fails: {one_line(built.failure.message, _WIDTH)}")
    passed = {r.instruction.index for r in built.records if r.status in _PASSED and not r.trigger}
    return [
        Tally(
            instruction=entry,
            stage=_stage(plan, entry),
            reached=isinstance(built, Healthy) or entry == culprit or entry.index in passed,
            broke=entry == culprit,
            stood_in=tuple(cache_mounts(entry, plan.build_args)),
        )
        for entry in chosen
    ]


def _stage(plan: Plan, entry: Instruction) -> str:
    stage = plan.dockerfile.stages[entry.stage or 0]
    return stage.name or str(stage.index)
