"""What a probe's build said: how its last step ended, what that printed, what failed before it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bisectbuild.builder import (
    Builder,
    BuildEvent,
    BuildFinished,
    StepFinished,
    StepLog,
    StepStarted,
    StepStatus,
)
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.reach import reachable_stages
from bisectbuild.dockerfile.wrap import Wrapped
from bisectbuild.probing.tail import Tail
from bisectbuild.search.plan import Plan
from bisectbuild.trace.follow import Trace


@dataclass(slots=True)
class Heard:
    """Listens to a build whose last step holds `marker` in its text.

    `code` is that step's exit code, None where it told none; `error` is the builder's word for
    how it failed, "" while it has not.
    """

    marker: str
    tail: Tail = field(default_factory=Tail)
    code: int | None = None
    error: str = ""
    _ours: str = ""
    _steps: list[BuildEvent] = field(default_factory=list)

    def hear(self, event: BuildEvent) -> None:
        """Take in one event."""
        match event:
            case StepStarted(id=step, label=label):
                if self.marker in label.text:
                    self._ours = step
                self._steps.append(event)
            case StepLog(id=step, data=data):
                if step == self._ours:
                    self.tail.feed(data)
            case StepFinished(id=step, status=status):
                if step == self._ours and status is StepStatus.FAILED:
                    self.code, self.error = event.exit_code, event.error
                self._steps.append(event)
            case BuildFinished():
                self._steps.append(event)
            case _:
                pass

    def culprit(self, plan: Plan, text: Wrapped, builder: Builder) -> Instruction | None:
        """Give the instruction that failed before our step, None where none can be named."""
        built = parse(text.data)
        trace = Trace(
            built,
            counts=builder.counts,
            reachable=reachable_stages(built, text.target, plan.build_args),
            log_dir=None,
        )
        for event in self._steps:
            trace.apply(event)
        found = trace.culprit()
        if found is None or found.instruction.index > len(plan.dockerfile.instructions):
            return None
        return plan.dockerfile.instructions[found.instruction.index - 1]
