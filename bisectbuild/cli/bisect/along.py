"""The axis that a bisection goes along, made from the words of `--axis`."""

from __future__ import annotations

import os

from bisectbuild.axes.argument import argument_axis
from bisectbuild.axes.base import base_axis
from bisectbuild.axes.commit import commit_axis
from bisectbuild.axes.instructions import instructions_axis
from bisectbuild.axes.project import MakePlan, Project, find_project
from bisectbuild.axes.references import repository
from bisectbuild.axes.registry import AXES, DEFAULT
from bisectbuild.axes.roots import find_roots
from bisectbuild.axes.run import run_axis
from bisectbuild.axes.tags import fitting, is_pattern
from bisectbuild.axes.walkable import Walkable
from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.cli.work import Job, plan_of
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.engines.git import GitProgram
from bisectbuild.engines.registry import tags
from bisectbuild.errors import UsageError
from bisectbuild.options import BuildOptions
from bisectbuild.search.plan import Plan


def along(want: Asked, job: Job) -> Walkable:
    """Give the axis. Raises UsageError for a word that names none, or for what it cannot take."""
    plan, options = job.plan, job.options
    match want.axis:
        case "instruction":
            return instructions_axis(plan, options)
        case "arg":
            return argument_axis(plan, options, want.spec)
        case "base":
            return base_axis(plan, options, _bases(plan, want.spec, want.stage), stage=want.stage)
        case "commit":
            return commit_axis(_project(job), want.spec, first_parent=want.first_parent)
        case "run":
            return run_axis(plan, options, want.spec)
        case _:
            names = ", ".join(spec.name for spec in AXES)
            raise UsageError(
                f"There is no axis {want.axis}.", hint=f"There are: {DEFAULT}, {names}"
            )


def make_plan(job: Job) -> MakePlan:
    """Give what makes a plan of another checkout, as this session builds."""

    def made(options: BuildOptions, dockerfile: Dockerfile) -> Plan:
        return plan_of(options, dockerfile, job.session, os.environ)

    return made


def git() -> GitProgram:
    """Give the git of this machine."""
    return GitProgram(environment=dict(os.environ))


def _project(job: Job) -> Project:
    return find_project(git(), job.options, job.dockerfile, make_plan(job))


def _bases(plan: Plan, spec: str, stage: str | None) -> str:
    """Fill in a pattern such as `3.*-slim` with the tags of the registry."""
    if not is_pattern(spec):
        return spec
    image = repository(find_roots(plan, stage).reference)
    return ",".join(fitting(spec, tags(image, os.environ)))
