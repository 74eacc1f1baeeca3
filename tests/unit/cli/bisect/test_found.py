"""A search as the postmortem has it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bisectbuild.bisection.axis import Point
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
from bisectbuild.cli.bisect.found import Hunted, search_part, status
from bisectbuild.cli.work import bare_plan
from bisectbuild.dockerfile.parse import parse
from bisectbuild.options import BuildOptions
from bisectbuild.postmortem import SearchPart, Status
from tests.support.bisect_words import asking, lines

FILE = parse(b"FROM base\nRUN a \\\n  && b\nRUN c\nRUN d\n", name="Dockerfile")
GOOD = Answer(verdict=Verdict.GOOD, seconds=1.23456, exit_code=0)
BAD = Answer(verdict=Verdict.BAD, exit_code=3, output=("no such file",))
STOP = Answer(verdict=None, exit_code=200)
PROBES = (Probed(point=3, answer=BAD), Probed(point=1, answer=GOOD))
GOODS = frozenset({Verdict.GOOD, Verdict.SKIP})
BADS = frozenset({Verdict.BAD})
SKIPS = frozenset({Verdict.SKIP})
TURN = Change(point=2, before=Verdict.GOOD, after=Verdict.BAD)


def hunted(finding: Finding, *words: str) -> Hunted:
    """Give a search along four instructions that has ended."""
    options = BuildOptions(
        dockerfile=Path("Dockerfile"), context=Path(), target=None, builder="auto", flags=()
    )
    return Hunted(
        want=asking(*words, "--", "app"),
        axis=lines(4),
        name="instruction",
        way="by heart",
        finding=finding,
        instructions=FILE.instructions,
        plan=bare_plan(FILE, options, ()),
        records=(),
        known=((0, Verdict.SKIP),),
        log="bisectbuild bisect start\n",
    )


def part(finding: Finding, *words: str) -> SearchPart:
    """Give its part of the postmortem."""
    return search_part(hunted(finding, *words))


@pytest.mark.parametrize(
    ("finding", "result", "word"),
    [
        (Found(culprit=2, last_good=1, probes=PROBES), "found", Status.BROKEN),
        (Found(culprit=0, last_good=None, probes=PROBES), "bad-from-start", Status.BROKEN),
        (NeverBad(probes=PROBES), "never-bad", Status.HEALTHY),
        (Undecided(candidates=(1, 2), probes=PROBES), "undecided", Status.INCONCLUSIVE),
        (Stopped(point=1, answer=STOP, probes=PROBES), "stopped", Status.INCONCLUSIVE),
        (Doubtful(best=1, confidence=0.5, probes=PROBES), "doubtful", Status.INCONCLUSIVE),
        (Changes(changes=(TURN,), probes=PROBES), "changes", Status.BROKEN),
        (Changes(changes=(), probes=(), answers=GOODS), "changes", Status.HEALTHY),
        (Changes(changes=(), probes=PROBES[-1:], answers=BADS), "changes", Status.BROKEN),
        (Changes(changes=(), probes=(), answers=SKIPS), "changes", Status.INCONCLUSIVE),
    ],
)
def test_every_finding_has_its_word_and_its_status(
    finding: Finding, result: str, word: Status
) -> None:
    """And a sentence."""
    told = part(finding)

    assert told.result == result
    assert status(finding) is word
    assert told.sentence
    assert (told.question, told.way, told.log) == ("app", "by heart", "bisectbuild bisect start\n")


@pytest.mark.parametrize(
    ("ground", "result", "marks"),
    [
        ((), "found", ["bad", "skip"]),
        ((GOOD,), "found", ["good", "bad", "skip"]),
        ((BAD,), "bad-from-start", ["bad", "bad", "skip"]),
        ((BAD, BAD), "bad-from-start", ["bad", "bad", "skip"]),
        ((STOP,), "found", ["", "bad", "skip"]),
    ],
)
def test_what_stands_on_something_good_is_not_bad_from_the_start(
    ground: tuple[Answer, ...], result: str, marks: list[str]
) -> None:
    """Unless that was tested and is bad itself; it is then told as a point among the others."""
    ended = hunted(Found(culprit=0, last_good=None, probes=(Probed(point=0, answer=BAD),)))
    below = Point(key="abc", title="abc Begin")
    axis = replace(ended.axis, points=ended.axis.points[:2], below=below)
    skipped = ((1, Verdict.SKIP),)

    bad = BAD in ground
    ended = replace(ended, axis=axis, ground=ground, is_bad_below=bad, known=skipped)
    told = search_part(ended)

    assert told.result == result
    assert [point.verdict for point in told.axis_points] == marks
    assert [probe.key for probe in told.probes] == ["1"] + ["abc"] * len(ground)
    assert ("abc Begin is the instruction that was taken as good" in told.sentence) is bad
    assert ("is the first bad" in told.sentence) is not bad


def test_what_is_below_the_axis_is_told_as_flaky_where_it_answered_both_ways() -> None:
    """Before the points of the axis, and only where points are tested again."""
    below = Point(key="abc", title="abc Begin")
    ended = hunted(Found(culprit=2, last_good=None, probes=PROBES), "--repeat", "5")
    ended = replace(ended, axis=replace(ended.axis, below=below), ground=(BAD, GOOD, GOOD))

    (flaky,) = search_part(ended).flaky

    assert (flaky.key, flaky.passed, flaky.runs) == ("abc", 2, 3)
    assert search_part(replace(ended, ground=(GOOD, GOOD))).flaky == ()


def test_a_probe_tells_where_it_was_and_what_it_printed() -> None:
    """In the order of asking."""
    first, second = part(Found(culprit=2, last_good=1, probes=PROBES)).probes

    assert (first.key, first.verdict, first.exit_code) == ("4", "bad", 3)
    assert first.output == ("no such file",)
    assert (second.index, second.line_end, second.seconds) == (2, 3, 1.235)


def test_every_point_is_told_with_what_is_known_of_it() -> None:
    """By a mark or by a test; nothing where it was neither."""
    points = part(NeverBad(probes=PROBES)).axis_points

    assert [point.verdict for point in points] == ["skip", "good", "", "bad"]
    assert [point.line for point in points] == [1, 2, 4, 5]


def test_a_choice_and_a_stop_are_told() -> None:
    """The points that cannot be decided between; a stop is no verdict of git's."""
    undecided = part(Undecided(candidates=(1, 2), probes=PROBES))
    stopped = part(Stopped(point=1, answer=STOP, probes=(Probed(point=1, answer=STOP),)))

    assert undecided.candidates == ("line 2 RUN step-2", "line 3 RUN step-3")
    assert undecided.remaining == 2
    assert stopped.probes[0].verdict == "stop"
    assert stopped.axis_points[1].verdict == ""


def test_changes_and_confidence_are_told_where_there_are_any() -> None:
    """And nowhere else."""
    (turn,) = part(Changes(changes=(TURN,), probes=PROBES)).changes
    doubtful = part(Doubtful(best=1, confidence=0.5, probes=PROBES))

    assert (turn.key, turn.before, turn.after) == ("3", "good", "bad")
    assert doubtful.confidence == 0.5
    assert doubtful.changes == ()
    assert part(NeverBad(probes=PROBES)).confidence is None


def test_the_persons_words_are_told() -> None:
    """Verdicts stay git's, so that a program can read them."""
    told = part(NeverBad(probes=PROBES), "--term-good", "fast", "--term-bad", "slow")

    assert told.terms == ("fast", "slow")
    assert told.probes[0].verdict == "bad"
