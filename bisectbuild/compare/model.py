"""What changed between two builds, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bisectbuild.postmortem import CulpritPart, FindingPart, Postmortem, Status, Step


class Change(StrEnum):
    """What became of a step's text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Sure(StrEnum):
    """How well a reason is known."""

    KNOWN = "known"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a step ran although it had run before. `line` is in the later file, 0 for none."""

    kind: str
    text: str
    sure: Sure
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """A step of either build or of both; `reason` where the later build did not use the cache.

    `hit_lost` tells that the earlier build had it from the cache.
    """

    change: Change
    before: Step | None
    after: Step | None
    hit_lost: bool = False
    reason: Reason | None = None

    @property
    def step(self) -> Step:
        """Give the step as it is now, of a removed one as it was."""
        step = self.after or self.before
        if step is None:
            raise ValueError(self)
        return step

    @property
    def state_changed(self) -> bool:
        """Tell whether it stands otherwise than before."""
        return bool(self.before and self.after and self.before.status != self.after.status)

    @property
    def slower(self) -> float | None:
        """Give how many seconds more the later one took; None where either is not known."""
        took = [
            0.0 if step.status == "cached" else step.seconds
            for step in (self.before, self.after)
            if step and step.status in {"cached", "done", "failed"}
        ]
        if len(took) < len(("before", "after")) or None in took:
            return None
        return round((took[1] or 0.0) - (took[0] or 0.0), 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """A thing around the build that is not as it was, "" where it was not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two builds, as far as a comparison tells of it."""

    status: Status
    path: str
    started: str
    seconds: float
    culprit: CulpritPart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that changed. `steps` are in the later build's order, removed ones where they stood."""

    before: Side
    after: Side
    steps: tuple[StepChange, ...]
    findings_new: tuple[FindingPart, ...]
    findings_gone: tuple[FindingPart, ...]
    findings_same: tuple[FindingPart, ...]
    circumstances: tuple[Circumstance, ...]

    @property
    def missed(self) -> tuple[StepChange, ...]:
        """Give the steps that ran again though they had been built before."""
        return tuple(change for change in self.steps if change.reason)


def side(postmortem: Postmortem) -> Side:
    """Give what a comparison tells of one build."""
    return Side(
        status=postmortem.status,
        path=postmortem.dockerfile.path,
        started=postmortem.started,
        seconds=postmortem.seconds,
        culprit=postmortem.culprit,
    )
