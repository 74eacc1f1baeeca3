"""Why a step was not taken from the cache, as far as two records can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bisectbuild.compare.model import Change, Reason, StepChange, Sure
from bisectbuild.postmortem import Postmortem, Step

# What makes layers that a cache keeps; the others only set what these see.
_CACHED: Final = frozenset({"RUN", "COPY", "ADD", "WORKDIR"})
_RAN: Final = frozenset({"done", "failed", "cancelled"})
_BUILT: Final = frozenset({"cached", "done"})
_COPIES: Final = frozenset({"COPY", "ADD"})
_OTHER_STAGE: Final = re.compile(r"(?:--from=|[,=]from=)([^\s,]+)")
_NO_CACHE: Final = re.compile(r"(?:^|\s)--no-cache(?:=true)?(?:\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    """Two records and their steps, paired."""

    before: Postmortem
    after: Postmortem
    steps: tuple[StepChange, ...]


def missed(change: StepChange) -> bool:
    """Tell whether a step ran that the earlier build had built or had from the cache."""
    before, after = change.before, change.after
    return bool(
        before
        and after
        and after.keyword in _CACHED
        and before.status in _BUILT
        and after.status in _RAN
    )


def reason(two: Two, place: int) -> Reason:
    """Give the best reason for the step at a place; the nearest cause comes first."""
    change = two.steps[place]
    after = change.step
    if change.change is Change.CHANGED:
        return Reason(kind="text", text="its own text changed", sure=Sure.KNOWN)
    return (
        _whole_build(two)
        or _earlier(two, place)
        or _other_stage(two, after)
        or _build_arg(two, after)
        or _context(after)
        or Reason(
            kind="unknown",
            text="not known: the cache may have been emptied, or the base image is another",
            sure=Sure.UNKNOWN,
        )
    )


def _whole_build(two: Two) -> Reason | None:
    """Give a reason that holds for all steps."""
    before, after = two.before, two.after
    if _NO_CACHE.search(after.reproduce):
        return Reason(kind="no-cache", text="--no-cache was given", sure=Sure.KNOWN)
    builders = (before.builder.kind, before.builder.name), (after.builder.kind, after.builder.name)
    if builders[0] != builders[1]:
        return Reason(
            kind="builder", text="another builder, which has a cache of its own", sure=Sure.LIKELY
        )
    if before.platform != after.platform:
        return Reason(kind="platform", text="another platform", sure=Sure.KNOWN)
    return None


def _earlier(two: Two, place: int) -> Reason | None:
    """Give the nearest step before it, in its stage, that changed or ran anew."""
    stage = two.steps[place].step.stage
    for change in reversed(two.steps[:place]):
        step = change.step
        if step.stage == stage and (told := _changed(change)):
            return told
        if step.stage == stage and step.keyword == "FROM":
            return _base(two, change)
    return None


def _changed(change: StepChange) -> Reason | None:
    after = change.after
    if after is None:
        text = f"a {change.step.keyword} before it was removed"
        return Reason(kind="earlier-text", text=text, sure=Sure.KNOWN)
    if change.change is not Change.SAME:
        verb = "is new" if change.change is Change.ADDED else "changed"
        text = f"the {after.keyword} of line {after.line_start} before it {verb}"
        return Reason(kind="earlier-text", text=text, sure=Sure.KNOWN, line=after.line_start)
    if after.keyword in _CACHED and after.status in _RAN:
        text = f"the {after.keyword} of line {after.line_start} before it ran anew"
        return Reason(kind="earlier-ran", text=text, sure=Sure.KNOWN, line=after.line_start)
    return None


def _base(two: Two, change: StepChange) -> Reason | None:
    """Give what became of what a stage begins from: an image, or another stage."""
    before, after = change.before, change.after
    if before and after and before.image and after.image and before.image != after.image:
        text = f"the base image of line {after.line_start} is another"
        return Reason(kind="base", text=text, sure=Sure.KNOWN, line=after.line_start)
    words = [word for word in change.step.source.split()[1:] if not word.startswith("--")]
    if not words:
        return None
    return _global_arg(two) if "$" in words[0] else _stage_ran(two, words[0])


def _global_arg(two: Two) -> Reason | None:
    """Give what changed before the first FROM, for a FROM that takes its image from there."""
    above = (change for change in two.steps if not change.step.stage)
    return next((told for change in above if (told := _changed(change))), None)


def _other_stage(two: Two, step: Step) -> Reason | None:
    """Give what became of the stages that a step copies from or mounts."""
    names = _OTHER_STAGE.findall(step.source)
    return next((told for name in names if (told := _stage_ran(two, name))), None)


def _stage_ran(two: Two, name: str) -> Reason | None:
    for change in two.steps:
        step = change.after
        if step and step.stage.lower() == name.lower() and (told := _changed(change)):
            text = f"the stage {name} was built anew (line {step.line_start})"
            return Reason(kind="stage", text=text, sure=told.sure, line=step.line_start)
    return None


def _build_arg(two: Two, step: Step) -> Reason | None:
    """Give a build arg that the step sees and that has another value."""
    before, after = two.before.build_args, two.after.build_args
    for other in two.after.steps:
        if other.keyword != "ARG" or other.index >= step.index:
            continue
        for name in (word.partition("=")[0] for word in other.source.split()[1:]):
            if before.get(name) != after.get(name) and _sees(two, step, other, name):
                text = f"the build arg {name} has another value"
                sure = Sure.KNOWN if other.stage else Sure.LIKELY
                return Reason(kind="build-arg", text=text, sure=sure, line=other.line_start)
    return None


def _sees(two: Two, step: Step, arg: Step, name: str) -> bool:
    """Tell whether an arg matters to a step: to each RUN after it, elsewhere where it is named.

    One from above the first FROM matters where the stage begins from what it names.
    """
    use = re.compile(rf"\$\{{?{re.escape(name)}\b")
    if arg.stage:
        return arg.stage == step.stage and (step.keyword == "RUN" or bool(use.search(step.source)))
    return any(
        other.keyword == "FROM" and other.stage == step.stage and use.search(other.source)
        for other in two.after.steps
    )


def _context(step: Step) -> Reason | None:
    if step.keyword not in _COPIES or _OTHER_STAGE.search(step.source):
        return None
    return Reason(kind="context", text="a file that it copies changed", sure=Sure.LIKELY)
