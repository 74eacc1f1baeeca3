"""From the bad commit to its bad instruction: the same question, asked along the other axis."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from bisectbuild.axes.commit import Commits
from bisectbuild.axes.instructions import instructions_axis
from bisectbuild.bisection.drive import search as drive
from bisectbuild.bisection.finding import Found
from bisectbuild.cli.bisect.telling import Teller
from bisectbuild.cli.bisect.testing import Tester
from bisectbuild.engines.here import run_here
from bisectbuild.probing.choose import prober_for

if TYPE_CHECKING:
    from bisectbuild.cli.bisect.found import Hunted
    from bisectbuild.cli.work import Job
    from bisectbuild.workbench.tools import Tools


def crossed(hunted: Hunted, walk: Commits, finding: Found, job: Job, tools: Tools) -> Hunted:
    """Search the instructions of the bad commit; what is found there is told with the commit.

    Where the question is whether it builds, the build of that commit has named its instruction.
    """
    question = hunted.want.question
    if question is None or question.asks_whether_it_builds:
        return hunted
    commit = walk.commits[finding.culprit]
    tools.say(f"Which instruction of {walk.axis.points[finding.culprit].title} …")
    with walk.plan_for(commit) as subject, closing(prober_for(tools, question, run_here)) as prober:
        along = instructions_axis(subject.plan, subject.options)
        tests = Tester(walkable=along, question=question, prober=prober, way=prober.way)
        teller = Teller(along.axis, job.paint, hunted.want.terms)
        inner = drive(along.axis, tests.ask, jobs=hunted.want.jobs, listener=teller)
    if not isinstance(inner, Found):
        return hunted
    instruction = along.nodes[inner.culprit].instruction
    return replace(
        hunted,
        plan=subject.plan,
        within=(instruction, along.axis.points[inner.culprit].title),
    )
