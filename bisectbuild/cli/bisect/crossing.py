"""From the bad commit to its bad instruction: the same question, asked along the other axis."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from bisectbuild.axes.commit import Commits
from bisectbuild.axes.instructions import instructions_axis
from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.finding import Finding, Found
from bisectbuild.bisection.marks import Marks
from bisectbuild.cli.bisect.seeking import seek
from bisectbuild.cli.bisect.sentence import sentence
from bisectbuild.cli.bisect.telling import Teller
from bisectbuild.cli.bisect.testing import Tester
from bisectbuild.engines.here import run_here
from bisectbuild.probing.choose import prober_for

if TYPE_CHECKING:
    from bisectbuild.cli.bisect.found import Hunted
    from bisectbuild.cli.work import Job
    from bisectbuild.workbench.tools import Tools

CUT_SHORT = "It was not looked into, as this was interrupted; to do so:"


def crossed(hunted: Hunted, walk: Commits, job: Job, tools: Tools) -> Hunted:
    """Search the instructions of the bad commit; what is found there is told with the commit.

    Where the question is whether it builds, the build of that commit has named its instruction.
    """
    want, finding = hunted.want, hunted.finding
    question = want.question
    if question is None or question.asks_whether_it_builds or hunted.is_bad_below:
        return hunted
    if not isinstance(finding, Found):
        return hunted
    commit = walk.commits[finding.culprit]
    tools.say(f"Which instruction of {walk.axis.points[finding.culprit].title} …")
    with walk.plan_for(commit) as subject, closing(prober_for(tools, question, run_here)) as prober:
        along = instructions_axis(subject.plan, subject.options)
        tests = Tester(walkable=along, question=question, prober=prober, way=prober.way)
        teller = Teller(along.axis, job.paint, want.terms)
        inner = seek(want, tests.ask, Marks(axis=along.axis), teller)
    if not isinstance(inner, Found) or inner.last_good is None:
        return replace(hunted, remark=_remark(hunted, along.axis, inner, commit.short))
    instruction = along.nodes[inner.culprit].instruction
    return replace(
        hunted,
        plan=subject.plan,
        within=(instruction, along.axis.points[inner.culprit].title),
    )


def _remark(hunted: Hunted, axis: Axis, inner: Finding, commit: str) -> str:
    """Say why no instruction of the commit is named."""
    want = hunted.want
    why = sentence(want, axis, inner)
    if isinstance(inner, Found):
        # No mark along the commits would help here, nor a walk over all of them.
        why = (
            f"`{want.title}` is {want.terms.bad} there from the start. Either"
            f" {axis.points[inner.culprit].title} is to blame, or the test asks for what only later"
            f" instructions make. What the commit changed: git show {commit}"
        )
    return f"Which of its instructions it is cannot be told: {why}"
