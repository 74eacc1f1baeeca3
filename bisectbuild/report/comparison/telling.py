"""What text and Markdown tell of a comparison, as lists of plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bisectbuild.compare.model import Change, Comparison, Side, StepChange, Sure
from bisectbuild.postmortem import FindingPart, Status, Step
from bisectbuild.report.causes import cause, certainty
from bisectbuild.report.words import headline, instruction, state, when
from bisectbuild.tty.text import seconds

# A difference of time that is told: in seconds, and as a part of the longer one.
_LEAST: Final = 0.5
_PART: Final = 0.2
_SIGNS: Final = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~", Change.SAME: " "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of what is told: a sign, the step's line, its text, and what is to say of it."""

    sign: str
    line: int
    source: str
    said: str


def outcome(side: Side) -> str:
    """Say how a build ended."""
    culprit = side.culprit
    if side.status is Status.HEALTHY or culprit is None:
        word = "builds" if side.status is Status.HEALTHY else "fails, no instruction can be named"
        return f"{side.path} {word}"
    code = "" if culprit.exit_code is None else f" (exit code {culprit.exit_code})"
    return f"{side.path}:{culprit.line_start} fails{code}: {headline(instruction(culprit))}"


def began(side: Side) -> str:
    """Say when a build began and how long it took."""
    return f"{when(side.started)}, {seconds(side.seconds)}"


def same_end(comparison: Comparison) -> bool:
    """Tell whether both builds end in the same way at the same instruction."""
    ends = [
        (side.status, side.culprit and (side.culprit.source, side.culprit.exit_code))
        for side in (comparison.before, comparison.after)
    ]
    return ends[0] == ends[1]


def step_rows(comparison: Comparison) -> Iterator[Row]:
    """Give the steps of which there is something to say beside the cache."""
    for change in comparison.steps:
        said = ", ".join(_said(change))
        if said or change.change is not Change.SAME:
            step = change.step
            yield Row(
                sign=_SIGNS[change.change],
                line=step.line_start,
                source=headline(instruction(step)),
                said=said,
            )


def cache_rows(comparison: Comparison) -> Iterator[Row]:
    """Give the steps that ran again, those that were cached before first of all, and why."""
    for change in sorted(comparison.missed, key=lambda change: not change.hit_lost):
        reason = change.reason
        if reason is None:
            continue
        likely = "likely: " if reason.sure is Sure.LIKELY else ""
        yield Row(
            sign="✗" if change.hit_lost else " ",
            line=change.step.line_start,
            source=headline(instruction(change.step)),
            said=likely + reason.text,
        )


def finding(found: FindingPart) -> str:
    """Say one finding."""
    return f"{found.code}, {certainty(found)}: {cause(found)}"


def _said(change: StepChange) -> Iterator[str]:
    before, after = change.before, change.after
    if change.change is Change.ADDED and after:
        yield f"new, {_standing(after)}"
    if before is None or after is None:
        return
    if change.state_changed:
        yield f"{state(before)} → {state(after)}"
    slower = change.slower
    longer = max(before.seconds or 0.0, after.seconds or 0.0)
    if slower is not None and abs(slower) >= max(_LEAST, _PART * longer):
        yield f"{seconds(abs(slower))} {'slower' if slower > 0 else 'faster'}"


def _standing(step: Step) -> str:
    took = step.seconds is not None and step.status != "cached"
    return state(step) + (f" in {seconds(step.seconds or 0)}" if took else "")
