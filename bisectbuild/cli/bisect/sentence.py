"""What a search found, in one sentence for people."""

from __future__ import annotations

from typing import assert_never

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.finding import (
    Changes,
    Doubtful,
    Finding,
    Found,
    NeverBad,
    Probed,
    Stopped,
    Undecided,
)
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.cli.bisect.asked import Asked

# What a shell says of a program that it does not find.
_NOT_FOUND = 127


def sentence(want: Asked, axis: Axis, finding: Finding) -> str:
    """Say what came of a search, and where that is no answer what to do about it."""
    word, good, bad = axis.word, want.terms.good, want.terms.bad
    match finding:
        case Found() | Doubtful() | Stopped():
            said = _of_one(want, axis, finding)
        case NeverBad():
            said = f"`{want.title}` is {good} at the last {word}, so there is nothing to find."
        case Undecided(candidates=left):
            said = (
                f"Only skipped {word}s are left, so it cannot be decided between {len(left)} of"
                f" them which is the first {bad} one."
            )
        case Changes(changes=(), answers=answers):
            said = _of_no_change(want, word, answers)
        case Changes(changes=found):
            times = "once" if len(found) == 1 else f"{len(found)} times"
            said = f"`{want.title}` changes its verdict {times}."
        case _:
            assert_never(finding)
    return said


def of_bad_ground(want: Asked, axis: Axis) -> str:
    """Say that what was taken as good, and that all the axis stands on, is bad itself."""
    word, good, bad = axis.word, want.terms.good, want.terms.bad
    named = axis.below.title if axis.below else f"what is below the first {word}"
    return (
        f"`{want.title}` is {bad} from the start: {named} is the {word} that was taken as {good},"
        f" and is {bad} itself. Name an older one that is {good}, or correct the test."
    )


def _of_no_change(want: Asked, word: str, answers: frozenset[Verdict]) -> str:
    """Say what it is everywhere; chains that stand side by side may differ all along."""
    good, bad = want.terms.good, want.terms.bad
    if {Verdict.GOOD, Verdict.BAD} <= answers:
        return (
            f"`{want.title}` turns at no {word}: it is {bad} all along one chain of them, and"
            f" {good} all along another."
        )
    last = next((want.terms.word(one) for one in answers - {Verdict.SKIP}), "skipped")
    return f"`{want.title}` is {last} at every {word} that was tested."


def _of_one(want: Asked, axis: Axis, finding: Found | Doubtful | Stopped) -> str:
    """Say what is to say of one point."""
    word, good, bad, title = axis.word, want.terms.good, want.terms.bad, _title(axis, finding)
    match finding:
        case Found(last_good=None, probes=probes) if not axis.below and _never_started(probes):
            return (
                f"`{want.title}` is {bad} from the start, each time with exit code 127: its program"
                " was not found. Is it spelled right, and on the PATH of the image?"
            )
        case Found(last_good=None) if not axis.below:
            return (
                f"`{want.title}` is {bad} from the start: {title} is the first {word} there is."
                f" It is to blame, or the test asks for what only later {word}s make"
                f" (name one that is {good} with --good, or see every change with --all)."
            )
        case Found():
            return f"{title} is the first {bad} {word}: `{want.title}`"
        case Stopped(answer=answer):
            why = answer.reason or f"exit code {answer.exit_code}"
            return f"The test at {title} ended the search ({why}); only 0 to 127 are verdicts."
        case Doubtful(confidence=confidence):
            return (
                f"The evidence does not reach {want.confidence:.0%}: {title} is the likeliest"
                f" first {bad} {word}, with {confidence:.0%}. The same command with --resume and a"
                " higher --repeat goes on from here."
            )
        case _:
            assert_never(finding)


def _never_started(probes: tuple[Probed, ...]) -> bool:
    """Tell whether every test ended as one does whose program is not there."""
    return {probe.answer.exit_code for probe in probes} == {_NOT_FOUND}


def _title(axis: Axis, finding: Found | Doubtful | Stopped) -> str:
    match finding:
        case Found(culprit=index) | Stopped(point=index) | Doubtful(best=index):
            return axis.points[index].title
        case _:
            assert_never(finding)
