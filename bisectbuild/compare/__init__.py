"""What changed between two builds, from their postmortems alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bisectbuild.compare.model import Change, Circumstance, Comparison, StepChange, side
from bisectbuild.compare.pairing import Pair, pairs, same_text
from bisectbuild.compare.reasons import Two, missed, reason
from bisectbuild.postmortem import FindingPart, Postmortem

_UNKNOWN = "unknown"


def compare(before: Postmortem, after: Postmortem) -> Comparison:
    """Say what changed from one build to another."""
    paired = tuple(map(_step, pairs(before.steps, after.steps)))
    two = Two(before=before, after=after, steps=paired)
    old, new = _by_cause(before), _by_cause(after)
    return Comparison(
        before=side(before),
        after=side(after),
        steps=tuple(_explained(two, place) for place in range(len(paired))),
        findings_new=tuple(found for key, found in new.items() if key not in old),
        findings_gone=tuple(found for key, found in old.items() if key not in new),
        findings_same=tuple(found for key, found in new.items() if key in old),
        circumstances=tuple(_circumstances(before, after)),
    )


def _step(pair: Pair) -> StepChange:
    before, after = pair
    if before is None:
        change = Change.ADDED
    elif after is None:
        change = Change.REMOVED
    else:
        change = Change.SAME if same_text(before, after) else Change.CHANGED
    return StepChange(change=change, before=before, after=after)


def _explained(two: Two, place: int) -> StepChange:
    change = two.steps[place]
    if not missed(change):
        return change
    lost = change.before is not None and change.before.status == "cached"
    return replace(change, hit_lost=lost, reason=reason(two, place))


def _by_cause(postmortem: Postmortem) -> dict[tuple[str, str], FindingPart]:
    """Give the findings; that nothing is known of a failure only where that is so."""
    known = [found for found in postmortem.findings if found.category != _UNKNOWN]
    return {(found.code, found.cause): found for found in known or postmortem.findings}


def _circumstances(before: Postmortem, after: Postmortem) -> Iterator[Circumstance]:
    old, new = _around(before), _around(after)
    for name in dict.fromkeys((*old, *new)):
        if old.get(name, "") != new.get(name, ""):
            yield Circumstance(name=name, before=old.get(name, ""), after=new.get(name, ""))


def _around(postmortem: Postmortem) -> dict[str, str]:
    """Give what a build may depend on beside its file, by name."""
    builder = postmortem.builder
    return {
        "bisectbuild": postmortem.tool.version,
        "Dockerfile": postmortem.dockerfile.path,
        "builder": " ".join(filter(None, (builder.kind, builder.name))),
        "builder's version": builder.version,
        "build context": postmortem.context.path,
        "target": postmortem.target,
        "platform": postmortem.platform,
        **{f"build arg {name}": value for name, value in postmortem.build_args.items()},
        **{f"environment {name}": value for name, value in postmortem.environment.items()},
    }
