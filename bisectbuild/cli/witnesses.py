"""Whom a job can ask about a failure: its context, its last good layer, its engine."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial

from bisectbuild.builder import BuilderKind
from bisectbuild.cli.work import Job
from bisectbuild.context.ignore import Ignore, find_ignore
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.scope import variables_at
from bisectbuild.engines.dockerconfig import read_config, section
from bisectbuild.errors import BisectBuildError
from bisectbuild.evidence.gather import Witnesses
from bisectbuild.outcome import Broken
from bisectbuild.postmortem import ChangePart
from bisectbuild.sandbox import Sandbox
from bisectbuild.search.plan import Plan
from bisectbuild.workbench.tools import Story

# A report lists no more changed files than a person would look at.
_MOST_CHANGES = 2000
_LAYERED = frozenset({"RUN", "COPY", "ADD", "WORKDIR"})


def witnesses(job: Job, story: Story, sandbox: Sandbox) -> Witnesses:
    """Give whom to ask about a failure; nobody where the person wants no questions asked."""
    outcome = story.outcome
    if not job.manner.probe or not isinstance(outcome, Broken):
        return Witnesses()
    good = outcome.last_good
    image = good.image if good else ""
    return Witnesses(
        ask=story.ask if image else None,
        machine=sandbox.machine,
        cpu=partial(_cpu, sandbox, image) if image else None,
        context=job.options.context.resolve(),
        ignore=_ignore(job),
        variables=_variables(job, story.plan, outcome.culprit.instruction),
        logins=logins(),
    )


def logins() -> frozenset[str] | None:
    """Give the registries that docker's configuration holds a login for; None where a helper does.

    Never a credential: only the names under which they are stored.
    """
    config = read_config(os.environ)
    if config.get("credsStore"):
        return None
    return frozenset((*section(config, "auths"), *section(config, "credHelpers")))


def sizes(sandbox: Sandbox, story: Story) -> dict[int, int]:
    """Give the bytes of the layers up to the last good one, by the index of their instruction."""
    outcome = story.outcome
    if not isinstance(outcome, Broken) or outcome.last_good is None or not outcome.last_good.image:
        return {}
    with suppress(BisectBuildError):
        layers = sandbox.history(outcome.last_good.image)
        chain = _chain(story.plan.dockerfile, outcome.last_good.instruction)
        # Every instruction behind a FROM has one entry in the history, the newest first.
        pairs = zip(chain, layers, strict=False)
        return {entry.index: layer.size for entry, layer in pairs if entry.keyword in _LAYERED}
    return {}


def _chain(dockerfile: Dockerfile, last: Instruction) -> list[Instruction]:
    """Give the instructions that made a layer of a stage, the newest first."""
    if last.stage is None:
        return []
    own = dockerfile.stages[last.stage].instructions[1:]
    return [entry for entry in reversed(own) if entry.index <= last.index]


def changes(sandbox: Sandbox, story: Story) -> tuple[ChangePart, ...]:
    """Give the files that the failing step left different, where that can be told for nothing."""
    found = story.changed() if story.changed is not None else None
    if found is not None:
        parts = [
            *(ChangePart(kind="added", path=path, size=entry.size) for path, entry in found.added),
            *(ChangePart(kind="changed", path=c.path, size=c.after.size) for c in found.changed),
            *(ChangePart(kind="deleted", path=path) for path, _ in found.removed),
        ]
        return tuple(sorted(parts, key=lambda part: part.path))[:_MOST_CHANGES]
    step = story.outcome.culprit.step if isinstance(story.outcome, Broken) else None
    if step is None or not step.container:
        return ()
    with suppress(BisectBuildError):
        kinds = {"added": "added", "changed": "changed", "removed": "deleted"}
        told = sandbox.changes(step.container)
        return tuple(ChangePart(kind=kinds[c.kind], path=c.path) for c in told)[:_MOST_CHANGES]
    return ()


def _ignore(job: Job) -> Ignore:
    with suppress(BisectBuildError):
        return find_ignore(
            job.options.context.resolve(),
            job.options.dockerfile,
            buildkit=job.choice.kind is not BuilderKind.LEGACY,
            client_version=job.choice.client_version,
        )
    return Ignore()


def _variables(job: Job, plan: Plan, instruction: Instruction) -> dict[str, str]:
    if instruction.stage is None or not 0 < instruction.index <= len(plan.dockerfile.instructions):
        return {}
    legacy = job.choice.kind is BuilderKind.LEGACY
    return variables_at(
        plan.dockerfile, instruction.index, plan.build_args, env_wins=legacy, platform={}
    )


def _cpu(sandbox: Sandbox, image: str) -> str:
    return sandbox.facts(image).platform.split("/")[1]
