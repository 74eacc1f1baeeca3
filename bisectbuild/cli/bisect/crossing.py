"""From the bad commit to its bad instruction: the same question, asked along the other axis."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from bisectbuild.axes.commit import Commits
from bisectbuild.axes.instructions import instructions_axis
from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.drive import search as drive
from bisectbuild.bisection.finding import Finding, Found
from bisectbuild.bisection.verdict import Answer
from bisectbuild.cli.bisect.sentence import sentence
from bisectbuild.cli.bisect.telling import Teller, answer_line
from bisectbuild.cli.bisect.testing import Tester, unreadable
from bisectbuild.engines.here import run_here
from bisectbuild.errors import UnreadableError
from bisectbuild.probing.choose import prober_for

if TYPE_CHECKING:
    from bisectbuild.cli.bisect.found import Hunted
    from bisectbuild.cli.work import Job
    from bisectbuild.questions.question import Question
    from bisectbuild.workbench.tools import Tools

CUT_SHORT = "It was not looked into, as this was interrupted; to do so: bisectbuild bisect --resume"


def grounded(hunted: Hunted, walk: Commits, finding: Found, job: Job, tools: Tools) -> Hunted:
    """Test the commit that was taken as good, where the first one after it is to blame.

    All that is known there was said and not seen: where it is bad itself, nothing turned.
    """
    question, terms = hunted.want.question, hunted.want.terms
    if question is None or finding.last_good is not None:
        return hunted
    tools.say(f"Whether {walk.good.title} is {terms.good}, as was said …")
    answer = _ask(walk, question, tools)
    tools.say(answer_line(walk.good.title, answer, terms, job.paint))
    return replace(hunted, ground=answer)


def _ask(walk: Commits, question: Question, tools: Tools) -> Answer:
    began = time.monotonic()
    try:
        with (
            walk.plan_for(walk.good) as subject,
            closing(prober_for(tools, question, run_here)) as prober,
        ):
            return prober.ask(subject, question)
    except UnreadableError as error:
        return unreadable(error, time.monotonic() - began)


def crossed(hunted: Hunted, walk: Commits, finding: Found, job: Job, tools: Tools) -> Hunted:
    """Search the instructions of the bad commit; what is found there is told with the commit.

    Where the question is whether it builds, the build of that commit has named its instruction.
    """
    question = hunted.want.question
    if question is None or question.asks_whether_it_builds or hunted.is_bad_below:
        return hunted
    commit = walk.commits[finding.culprit]
    tools.say(f"Which instruction of {walk.axis.points[finding.culprit].title} …")
    with walk.plan_for(commit) as subject, closing(prober_for(tools, question, run_here)) as prober:
        along = instructions_axis(subject.plan, subject.options)
        tests = Tester(walkable=along, question=question, prober=prober, way=prober.way)
        teller = Teller(along.axis, job.paint, hunted.want.terms)
        inner = drive(along.axis, tests.ask, jobs=hunted.want.jobs, listener=teller)
    if not isinstance(inner, Found):
        return replace(hunted, remark=_remark(hunted, along.axis, inner))
    instruction = along.nodes[inner.culprit].instruction
    return replace(
        hunted,
        plan=subject.plan,
        within=(instruction, along.axis.points[inner.culprit].title),
    )


def _remark(hunted: Hunted, axis: Axis, inner: Finding) -> str:
    """Say why no instruction of the commit is named."""
    why = sentence(hunted.want, axis, inner)
    return f"Which of its instructions it is cannot be told: {why}"
