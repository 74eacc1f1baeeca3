"""The search, with a culprit planted."""

from __future__ import annotations

from math import ceil, log, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.drive import search
from bisectbuild.bisection.finding import Finding, Found, NeverBad, Stopped, Undecided
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.errors import UsageError
from tests.support.axes import (
    Heard,
    Planted,
    a_copy,
    a_line,
    an_axis,
    builds,
    elsewhere,
    main_chain,
)

GOOD, BAD, SKIP = Verdict.GOOD, Verdict.BAD, Verdict.SKIP


def culprit_of(finding: Finding) -> int:
    """Give the culprit, which must have been found."""
    assert isinstance(finding, Found)
    return finding.culprit


@given(st.integers(1, 200), st.data())
def test_on_a_line_the_culprit_is_found_with_no_more_than_the_promised_probes(
    count: int, data: st.DataObject
) -> None:
    """The last point, and then a half each time."""
    culprit = data.draw(st.integers(0, count - 1))
    planted = Planted(a_line(count), culprit)

    found = search(a_line(count), planted)

    assert isinstance(found, Found)
    assert (found.culprit, found.last_good) == (culprit, culprit - 1 if culprit else None)
    assert [probe.point for probe in found.probes] == planted.asked
    assert len(set(planted.asked)) == len(planted.asked) <= ceil(log2(count)) + 1


@given(st.integers(1, 200), st.integers(2, 5), st.data())
def test_with_jobs_the_culprit_is_found_in_fewer_rounds(
    count: int, jobs: int, data: st.DataObject
) -> None:
    """Each round leaves one part of `jobs` + 1; the first has the last point among its own."""
    planted = Planted(a_line(count), data.draw(st.integers(0, count - 1)))

    assert culprit_of(search(a_line(count), planted, jobs=jobs)) == max(
        at for at in range(count) if at == 0 or planted.verdict(at - 1) is GOOD
    )
    assert len(planted.rounds) <= ceil(log(count) / log(jobs + 1) - 1e-9) + 1
    assert max(map(len, planted.rounds)) <= jobs
    assert len(set(planted.asked)) == len(planted.asked)


@given(st.integers(1, 60), st.integers(1, 40), st.integers(1, 60), st.data())
def test_behind_a_copy_the_culprit_is_found_with_hardly_more_probes(
    before: int, side: int, after: int, data: st.DataObject
) -> None:
    """A side chain is a search of its own, whose size need not be a power of two."""
    axis = a_copy(before, side, after)
    culprit = data.draw(st.integers(0, len(axis.points) - 1))
    planted = Planted(axis, culprit)

    found = culprit_of(search(axis, planted))

    # A side chain that is bad from its start tells nothing: it is the copy that brings it in.
    assert found == (before + side if culprit == before else culprit)
    assert len(planted.asked) <= ceil(log2(len(axis.points))) + 3


@pytest.mark.parametrize(("before", "side"), [(16, 15), (24, 7), (32, 15), (48, 15), (32, 31)])
def test_sixty_four_points_take_seven_probes_where_the_side_chain_is_a_fair_share(
    before: int, side: int
) -> None:
    """No probe to spare: six questions tell sixty-four points apart."""
    axis = a_copy(before, side, 64 - before - side)
    for culprit in range(64):
        planted = Planted(axis, culprit)
        search(axis, planted)
        assert len(planted.asked) <= 7


@given(builds(), st.integers(1, 5), st.data())
def test_among_stages_the_culprit_is_found(axis: Axis, jobs: int, data: st.DataObject) -> None:
    """Stages that begin from others and copy from others, at any depth."""
    silent = {point for point in elsewhere(axis) if not axis.parents[point]}
    culprit = data.draw(st.sampled_from(sorted({*range(len(axis.points))} - silent)))

    assert culprit_of(search(axis, Planted(axis, culprit), jobs=jobs)) == culprit


@given(builds(), st.data())
def test_commits_are_found_on_branches_that_begin_before_the_range(
    shape: Axis, data: st.DataObject
) -> None:
    """Every parent of a merge counts, and a branch's first commit may be it."""
    axis = an_axis(*shape.parents, merges=True)
    culprit = data.draw(st.integers(0, len(axis.points) - 1))

    assert culprit_of(search(axis, Planted(axis, culprit))) == culprit


@given(builds(), st.integers(1, 5), st.data())
def test_chains_beside_the_main_one_that_are_always_bad_lead_nobody_astray(
    axis: Axis, jobs: int, data: st.DataObject
) -> None:
    """The program that is asked for is in the last stage only."""
    dead = elsewhere(axis)
    culprit = data.draw(st.sampled_from(main_chain(axis)))

    assert culprit_of(search(axis, Planted(axis, culprit, dead=dead), jobs=jobs)) == culprit


def test_a_side_chain_that_turns_bad_for_its_own_reasons_is_not_blamed() -> None:
    """A build stage grows too large; the image does too, but by an instruction of its own."""
    axis = a_copy(4, 10, 6)
    planted = Planted(axis, 17, dead=range(8, 14))

    assert culprit_of(search(axis, planted)) == 17
    assert not set(planted.asked) & set(range(4, 14))


@given(st.integers(1, 80), st.integers(1, 5), st.data())
def test_with_skips_it_is_found_or_among_the_candidates(
    count: int, jobs: int, data: st.DataObject
) -> None:
    """Storms of 125 included."""
    axis = a_line(count)
    culprit = data.draw(st.integers(0, count - 1))
    skipped = data.draw(st.sets(st.integers(0, count - 1)))
    planted = Planted(axis, culprit, skipped=skipped)

    finding = search(axis, planted, jobs=jobs)

    assert len(set(planted.asked)) == len(planted.asked)
    if isinstance(finding, Undecided):
        assert culprit in finding.candidates
        # The candidates are what lies between a good point and a bad one, both tested.
        assert set(finding.candidates[:-1]) <= skipped
    else:
        assert culprit_of(finding) == culprit
        assert not {culprit, culprit - 1} & skipped


@given(builds(), st.integers(1, 3), st.data())
def test_with_skips_among_stages_nothing_else_is_blamed(
    axis: Axis, jobs: int, data: st.DataObject
) -> None:
    """On commits, where every point tells something."""
    commits = an_axis(*axis.parents, merges=True)
    count = len(axis.points)
    culprit = data.draw(st.integers(0, count - 1))
    skipped = data.draw(st.sets(st.integers(0, count - 1), max_size=count // 2))

    finding = search(commits, Planted(commits, culprit, skipped=skipped), jobs=jobs)

    if isinstance(finding, Undecided):
        assert culprit in finding.candidates
        assert set(finding.candidates) & skipped
    else:
        assert culprit_of(finding) == culprit


@given(builds(), st.integers(1, 3), st.data())
def test_with_skips_a_chain_that_tells_nothing_hides_no_candidate(
    axis: Axis, jobs: int, data: st.DataObject
) -> None:
    """Its own start may be skipped, so that nobody knows what it tells."""
    dead = elsewhere(axis)
    culprit = data.draw(st.sampled_from(main_chain(axis)))
    skipped = data.draw(st.sets(st.sampled_from(range(len(axis.points)))))
    planted = Planted(axis, culprit, skipped=skipped, dead=dead)

    finding = search(axis, planted, jobs=jobs)

    if isinstance(finding, Undecided):
        assert culprit in finding.candidates
    else:
        assert culprit_of(finding) == culprit


@given(builds(), st.integers(1, 3), st.data())
def test_a_search_that_was_broken_off_goes_on_without_asking_anything_again(
    axis: Axis, jobs: int, data: st.DataObject
) -> None:
    """What was answered is in the marks."""
    planted = Planted(axis, data.draw(st.integers(0, len(axis.points) - 1)))
    whole = search(axis, planted, jobs=jobs)
    asked = len(planted.asked)
    marks = Marks(axis=axis)
    for probe in whole.probes[: data.draw(st.integers(0, asked))]:
        marks = marks.with_answer(probe.point, planted.verdict(probe.point))
    before = marks.answered.bit_count()

    again = search(axis, planted, marks=marks, jobs=1)

    assert culprit_of(again) == culprit_of(whole)
    assert not {probe.point for probe in again.probes} & {
        probe.point for probe in whole.probes[:before]
    }


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_build_that_is_good_at_its_end_is_never_bad(jobs: int) -> None:
    """One round is enough to know."""
    planted = Planted(a_line(64), None)

    finding = search(a_line(64), planted, jobs=jobs)

    assert isinstance(finding, NeverBad)
    assert len(planted.rounds) == 1
    assert finding.probes[-1].point == 63


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_answer_without_verdict_ends_the_search(jobs: int) -> None:
    """An exit code above 127 says that going on makes no sense."""
    answers = {8: BAD}

    def ask(points: tuple[int, ...]) -> tuple[Answer, ...]:
        return tuple(Answer(verdict=answers.get(point), exit_code=200) for point in points)

    finding = search(a_line(9), ask, jobs=jobs)

    assert isinstance(finding, Stopped)
    assert finding.point == finding.probes[0 if jobs > 1 else 1].point
    assert finding.answer.exit_code == 200
    assert len(finding.probes) == (3 if jobs > 1 else 2)


def test_a_storm_of_skips_decides_nothing() -> None:
    """Everything was asked, and everything is left."""
    planted = Planted(a_line(10), 4, skipped=range(9))

    finding = search(a_line(10), planted)

    assert isinstance(finding, Undecided)
    assert finding.candidates == tuple(range(10))


def test_a_last_point_that_cannot_be_tested_is_not_taken_for_bad() -> None:
    """Though the search goes on below it, as it may be bad there already."""
    finding = search(a_line(10), Planted(a_line(10), 9, skipped=[9]))
    assert isinstance(finding, Undecided)
    assert finding.candidates == (9,)

    assert culprit_of(search(a_line(10), Planted(a_line(10), 4, skipped=[9]))) == 4


def test_what_is_known_good_is_neither_asked_nor_blamed() -> None:
    """`--good` and `--bad` narrow the search before it begins."""
    axis = a_line(64)
    planted = Planted(axis, 41)
    marks = Marks(axis=axis).with_mark(39, GOOD).with_mark(43, BAD)

    assert culprit_of(search(axis, planted, marks=marks)) == 41
    assert len(planted.asked) == 2


def test_a_test_that_turns_twice_is_found_where_it_turns_last() -> None:
    """With jobs both are seen at once; the change that leads to the end is named."""
    verdicts = [GOOD] * 3 + [BAD] * 3 + [GOOD] * 3 + [BAD] * 3

    def ask(points: tuple[int, ...]) -> tuple[Answer, ...]:
        return tuple(Answer(verdict=verdicts[point]) for point in points)

    found = search(a_line(12), ask, jobs=5)

    assert isinstance(found, Found)
    assert (found.culprit, found.last_good) == (9, 8)


def test_answers_that_no_single_culprit_explains_are_refused() -> None:
    """Two branches that turn bad each for itself."""
    axis = an_axis((), (), (0, 1), merges=True)
    marks = Marks(axis=axis).with_answer(0, BAD).with_answer(1, BAD)

    with pytest.raises(UsageError, match="in common"):
        search(axis, Planted(axis, 0), marks=marks)


def test_the_listener_hears_each_question_before_its_answer_in_gits_numbers() -> None:
    """So that a person can be told how far it is."""
    heard = Heard()

    search(a_line(8), Planted(a_line(8), 7), listener=heard)

    assert heard.asked == [((7,), 7, 3), ((3,), 3, 2), ((5,), 1, 1), ((6,), 0, 0)]
    assert heard.answers == [(7, BAD), (3, GOOD), (5, GOOD), (6, GOOD)]


def test_a_chain_that_was_bad_when_something_good_copied_from_it_is_not_blamed() -> None:
    """Its own state is looked at before it is blamed: the second copy brought it in."""
    # A side chain 0-1 in which the test cannot be good; 4 copies from 0, and 5 from 1.
    axis = an_axis((), (0,), (), (2,), (3, 0), (4, 1))
    planted = Planted(axis, 5, dead=[0, 1])

    assert culprit_of(search(axis, planted)) == 5
    assert culprit_of(search(axis, Planted(axis, 1))) == 1


def test_a_chain_whose_lower_points_are_all_skipped_is_one_candidate_of_several() -> None:
    """It may tell nothing, and then it is the copy."""
    axis = an_axis((), (0,), (), (2,), (3, 0), (4, 1))

    finding = search(axis, Planted(axis, 5, skipped=[0], dead=[0, 1]))

    assert isinstance(finding, Undecided)
    assert finding.candidates == (1, 5)


@given(builds(), st.integers(1, 5), st.data())
def test_whatever_side_chains_say_the_main_chain_is_read_right(
    axis: Axis, jobs: int, data: st.DataObject
) -> None:
    """Only where the culprit copies from one, that one may be blamed in its place."""
    main = main_chain(axis)
    culprit = data.draw(st.sampled_from(main))
    beside = sorted({*range(len(axis.points))} - set(main))
    dead = data.draw(st.sets(st.sampled_from(beside))) if beside else set()

    found = culprit_of(search(axis, Planted(axis, culprit, dead=dead), jobs=jobs))

    below = axis.ancestors[culprit] & ~(axis.ancestors[main[main.index(culprit) - 1]])
    assert found == culprit or (found in dead and below >> found & 1)
