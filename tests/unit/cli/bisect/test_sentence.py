"""What was found, in one sentence."""

from __future__ import annotations

import pytest

from bisectbuild.bisection.finding import (
    Change,
    Changes,
    Doubtful,
    Finding,
    Found,
    NeverBad,
    Probed,
    Stopped,
    Undecided,
)
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.cli.bisect.sentence import sentence
from tests.support.bisect_words import asking, lines

TERMS = ("--term-good", "fast", "--term-bad", "slow")
STOP = Answer(verdict=None, exit_code=200)
ONE = Answer(verdict=Verdict.BAD, exit_code=1)
MISSED = (Probed(point=4, answer=Answer(verdict=Verdict.BAD, exit_code=127)),)
TURN = Change(point=1, before=Verdict.GOOD, after=Verdict.BAD)


BADS = frozenset({Verdict.BAD, Verdict.SKIP})
SKIPS = frozenset({Verdict.SKIP})
BOTH = frozenset({Verdict.BAD, Verdict.GOOD})


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (
            Found(culprit=2, last_good=1, probes=()),
            "line 3 RUN step-3 is the first slow instruction: `app -v`",
        ),
        (Found(culprit=0, last_good=None, probes=()), "`app -v` is slow from the start: line 1"),
        (Found(culprit=0, last_good=None, probes=()), "name one that is fast with --good"),
        (
            Found(culprit=0, last_good=None, probes=MISSED),
            "each time with exit code 127: its program was not found",
        ),
        (
            Found(culprit=0, last_good=None, probes=(*MISSED, Probed(point=0, answer=ONE))),
            "line 1 RUN step-1 is the first instruction there is",
        ),
        (NeverBad(probes=()), "`app -v` is fast at the last instruction"),
        (
            Undecided(candidates=(1, 2), probes=()),
            "it cannot be decided between 2 of them which is the first slow one",
        ),
        (
            Stopped(point=1, answer=STOP, probes=()),
            "The test at line 2 RUN step-2 ended the search (exit code 200); only 0 to 127 are",
        ),
        (
            Stopped(point=1, answer=Answer(verdict=None, reason="it was killed"), probes=()),
            "ended the search (it was killed)",
        ),
        (
            Doubtful(best=3, confidence=0.612, probes=()),
            (
                "does not reach 95%: line 4 RUN step-4 is the likeliest first slow instruction,"
                " with 61%."
            ),
        ),
        (
            Changes(changes=(), probes=(), answers=BADS),
            "`app -v` is slow at every instruction that was",
        ),
        (Changes(changes=(), probes=(), answers=SKIPS), "`app -v` is skipped at every instruction"),
        (
            Changes(changes=(), probes=(), answers=BOTH),
            "turns at no instruction: it is slow all along one chain of them, and fast all along",
        ),
        (Changes(changes=(TURN,), probes=()), "`app -v` changes its verdict once."),
        (Changes(changes=(TURN, TURN), probes=()), "changes its verdict 2 times."),
    ],
)
def test_every_finding_is_told_in_the_persons_words(finding: Finding, said: str) -> None:
    """With the terms that were given."""
    assert said in sentence(asking(*TERMS, "--", "app", "-v"), lines(5), finding)
