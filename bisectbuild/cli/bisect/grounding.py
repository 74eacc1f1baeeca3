"""Whether the commit that was taken as good is good, where the first one after it is to blame."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from bisectbuild.axes.commit import Commits
from bisectbuild.bisection.finding import Doubtful, Found
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.cli.bisect.telling import answer_line
from bisectbuild.cli.bisect.testing import unreadable
from bisectbuild.engines.here import run_here
from bisectbuild.errors import UnreadableError
from bisectbuild.probing.choose import prober_for
from bisectbuild.probing.prober import Prober

if TYPE_CHECKING:
    from bisectbuild.cli.bisect.asked import Asked
    from bisectbuild.cli.bisect.found import Hunted
    from bisectbuild.cli.work import Job
    from bisectbuild.questions.question import Question
    from bisectbuild.workbench.tools import Tools


def grounded(hunted: Hunted, walk: Commits, finding: Found, job: Job, tools: Tools) -> Hunted:
    """Test the commit that was taken as good, where the first one after it is to blame.

    All that is known there was said and not seen: where it is bad itself, nothing turned. With
    --repeat it is called neither without evidence, and then no commit is named either.
    """
    want = hunted.want
    question, terms = want.question, want.terms
    if question is None or finding.last_good is not None:
        return hunted
    tools.say(f"Whether {walk.good.title} is {terms.good}, as was said …")
    with closing(prober_for(tools, question, run_here)) as prober:

        def ask() -> Answer:
            answer = _ask(walk, question, prober)
            tools.say(answer_line(walk.good.title, answer, terms, job.paint))
            return answer

        answers, bad = _judged(want, ask)
    tested = replace(hunted, ground=answers, is_bad_below=bad >= want.confidence)
    if bad + want.confidence <= 1 or tested.is_bad_below:
        return tested
    failed = sum(answer.verdict is Verdict.BAD for answer in answers)
    return replace(
        tested,
        finding=Doubtful(best=finding.culprit, confidence=1 - bad, probes=finding.probes),
        remark=f"{walk.good.title}, which was taken as {terms.good}, was {terms.bad} in {failed}"
        f" of {len(answers)} tests.",
    )


def _judged(want: Asked, ask: Callable[[], Answer]) -> tuple[tuple[Answer, ...], float]:
    """Ask until it is known; give the answers, and how likely it is bad, from 0 to 1.

    Who cannot test it is taken at the word of the person who named it.
    """
    if want.repeat == 1:
        answer = ask()
        return (answer,), float(answer.verdict is Verdict.BAD)
    from bisectbuild.bisection.belief import (  # noqa: PLC0415 - rarely asked for
        Tally,
        Theory,
        passes_of_bad,
        posterior,
    )

    # A person said that it is good: one answer that may be a flake does not outweigh that.
    theory = Theory(culprit=0, bad=1, share=1 - want.confidence)
    passes = passes_of_bad(want.repeat, want.confidence)
    answers: list[Answer] = []
    tally, bad = Tally(), 0.0
    while len(answers) < want.repeat and bad < want.confidence:
        answers.append(ask())
        match answers[-1].verdict:
            case Verdict.GOOD:
                tally = replace(tally, passed=tally.passed + 1)
            case Verdict.BAD:
                tally = replace(tally, failed=tally.failed + 1)
            case _:
                break
        ((bad,), _) = posterior((tally,), (theory,), passes)
    return tuple(answers), bad


def _ask(walk: Commits, question: Question, prober: Prober) -> Answer:
    began = time.monotonic()
    try:
        with walk.plan_for(walk.good) as subject:
            return prober.ask(subject, question)
    except UnreadableError as error:
        return unreadable(error, time.monotonic() - began)
