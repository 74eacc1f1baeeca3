"""The two searches that are asked for: of a whole build, and of a build up to a place."""

from __future__ import annotations

from bisectbuild.builder import Builder
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.outcome import Healthy, Outcome
from bisectbuild.search.hunt import Hunt, KnownImages, good_probe, nothing_known
from bisectbuild.search.plan import Plan
from bisectbuild.search.run import Watch, build


def search(
    plan: Plan, builder: Builder, watch: Watch, known: KnownImages = nothing_known
) -> Outcome:
    """Build, and where that fails find the culprit and the last good layer.

    `known` gives the image of a layer that was built while the build went on, "" where none was.
    No step that succeeded is run again: every cut is a prefix of the file, so the builder's cache
    answers for it. Raises EngineError or UnreadableError where the failure is no step's.
    """
    run = build(plan, builder, watch, None)
    if run.failure is None:
        return Healthy(records=run.trace.records(), probes=(), image=run.finished.image)
    return Hunt(plan, builder, watch, known).after(run)


def build_cut(plan: Plan, builder: Builder, watch: Watch, at: Instruction) -> Outcome:
    """Build only up to an instruction; where that fails, find out why as `search` does."""
    run = build(plan, builder, watch, at)
    if run.failure is None:
        probe = good_probe(at, run)
        return Healthy(records=run.trace.records(), probes=(probe,), image=run.finished.image)
    return Hunt(plan, builder, watch).after(run)
