"""A search that decides on evidence, in worlds where the truth is known."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.bisection.axis import Axis, Point, line
from bisectbuild.bisection.evidence import decide, flaky_points
from bisectbuild.bisection.finding import Doubtful, Finding, Found, NeverBad, Probed, Stopped
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.verdict import Answer, Verdict
from tests.support.axes import Planted, a_copy, an_axis, builds, elsewhere, main_chain


def axis_of(count: int) -> Axis:
    """Give a line of points."""
    return line(tuple(Point(key=str(n), title=f"point {n}") for n in range(count)), "value")


@dataclass(slots=True)
class World:
    """Points that fail with `rate` from `culprit` on (None: nowhere), and never before it."""

    count: int
    culprit: int | None
    rate: float = 1.0
    seed: int = 0
    asked: Counter[int] = field(default_factory=Counter)

    def search(self, repeat: int, confidence: float = 0.95) -> Finding:
        """Search it."""
        chance = random.Random(self.seed)

        def ask(points: tuple[int, ...]) -> tuple[Answer, ...]:
            self.asked.update(points)
            return tuple(Answer(verdict=self._verdict(point, chance)) for point in points)

        return decide(axis_of(self.count), ask, repeat=repeat, confidence=confidence)

    def _verdict(self, point: int, chance: random.Random) -> Verdict:
        bad = self.culprit is not None and point >= self.culprit and chance.random() < self.rate
        return Verdict.BAD if bad else Verdict.GOOD


@pytest.mark.parametrize("repeat", [2, 3, 5])
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_where_nothing_is_flaky_each_place_is_found_in_few_probes(
    repeat: int, confidence: float
) -> None:
    """And nothing is called flaky or doubtful."""
    for culprit in (None, *range(64)):
        world = World(64, culprit)
        found = world.search(repeat, confidence)

        if culprit is None:
            assert isinstance(found, NeverBad)
        else:
            assert isinstance(found, Found)
            assert found.culprit == culprit
            assert found.last_good == (culprit - 1 if culprit else None)
        assert flaky_points(found.probes) == ()
        assert world.asked.total() <= 18


def test_a_step_that_fails_in_three_of_ten_is_found_as_surely_as_is_said() -> None:
    """Of a hundred and fifty searches, none asking a point more than thirty times."""
    ends: Counter[str] = Counter()
    for seed in range(150):
        culprit = random.Random(seed).randrange(32)
        world = World(32, culprit, rate=0.3, seed=seed)
        found = world.search(30)
        right = isinstance(found, Found) and found.culprit == culprit
        ends["right" if right else type(found).__name__] += 1
        assert max(world.asked.values()) <= 30

    assert ends["right"] / (150 - ends["Doubtful"]) >= 0.95, ends
    assert ends["Doubtful"] <= 15, ends


def test_too_little_evidence_names_nobody() -> None:
    """Three failures in ten, four runs of each point, and one error in a thousand allowed."""
    ends = Counter(
        type(World(16, 8, rate=0.3, seed=seed).search(4, 0.999)).__name__ for seed in range(40)
    )

    assert ends["Found"] <= 1, ends
    assert ends["Doubtful"] >= 20, ends


def test_a_stable_failing_world_is_never_called_flaky() -> None:
    """In five hundred searches."""
    for seed in range(500):
        found = World(12, seed % 12, seed=seed).search(3)
        assert flaky_points(found.probes) == ()


def test_a_point_that_answers_both_ways_is_flaky() -> None:
    """One that answers one way is not, however often."""
    answers = [(3, Verdict.GOOD), (1, Verdict.BAD), (3, Verdict.BAD), (1, Verdict.BAD)]
    probes = [Probed(point=at, answer=Answer(verdict=verdict)) for at, verdict in answers]

    assert flaky_points(probes) == (3,)


def test_what_is_known_is_not_asked_and_skips_are_passed_over() -> None:
    """The answer is the same."""
    asked: list[int] = []

    def ask(points: tuple[int, ...]) -> tuple[Answer, ...]:
        asked.extend(points)
        skip = {7: Verdict.SKIP}.get(points[0])
        return (Answer(verdict=skip or (Verdict.BAD if points[0] >= 9 else Verdict.GOOD)),)

    marks = Marks(axis=axis_of(16)).with_mark(15, Verdict.BAD).with_mark(4, Verdict.GOOD)
    found = decide(marks.axis, ask, repeat=3, confidence=0.95, known=marks)

    assert isinstance(found, Found)
    assert found.culprit == 9
    assert not {15, 4} & set(asked)
    assert asked.count(7) <= 1


@pytest.mark.parametrize("culprit", [5, 9, 15])
def test_a_point_marked_bad_is_the_culprit_where_all_below_it_pass(culprit: int) -> None:
    """A mark is a fact, and one that is bad leaves no room for "nothing is bad"."""

    def ask(points: tuple[int, ...]) -> tuple[Answer, ...]:
        bad = points[0] >= culprit
        return (Answer(verdict=Verdict.BAD if bad else Verdict.GOOD),)

    marks = Marks(axis=axis_of(16)).with_mark(15, Verdict.BAD).with_mark(4, Verdict.GOOD)
    found = decide(marks.axis, ask, repeat=3, confidence=0.95, known=marks)

    assert isinstance(found, Found)
    assert (found.culprit, found.last_good) == (culprit, culprit - 1)


def test_a_test_that_asks_to_stop_is_obeyed() -> None:
    """At once."""
    found = decide(axis_of(4), lambda _: (Answer(verdict=None),), repeat=3, confidence=0.9)

    assert isinstance(found, Stopped)
    assert len(found.probes) == 1


@pytest.mark.parametrize("culprit", range(14))
def test_behind_a_copy_the_culprit_is_found_on_the_side_chain(culprit: int) -> None:
    """A chain that is bad from its start tells nothing: it is the copy that brings it in."""
    axis = a_copy(5, 4, 5)
    planted = Planted(axis, culprit)

    found = decide(axis, planted, repeat=2, confidence=0.95)

    assert isinstance(found, Found)
    assert found.culprit == (9 if culprit == 5 else culprit)
    assert found.last_good == next(iter(axis.parents[found.culprit]), None)
    assert len(planted.asked) <= 14


@given(builds(), st.sampled_from([2, 5]), st.sampled_from([0.9, 0.95]), st.data())
def test_among_stages_evidence_ends_where_one_answer_each_does(
    axis: Axis, repeat: int, confidence: float, data: st.DataObject
) -> None:
    """Stages that begin from others and copy from others, at any depth."""
    silent = {point for point in elsewhere(axis) if not axis.parents[point]}
    culprit = data.draw(st.sampled_from(sorted({*range(len(axis.points))} - silent)))

    found = decide(axis, Planted(axis, culprit), repeat=repeat, confidence=confidence)

    assert isinstance(found, Found)
    assert found.culprit == culprit


@given(builds(), st.data())
def test_side_chains_that_are_always_bad_lead_nobody_astray(
    axis: Axis, data: st.DataObject
) -> None:
    """The program that is asked for is in the last stage only."""
    culprit = data.draw(st.sampled_from(main_chain(axis)))
    planted = Planted(axis, culprit, dead=elsewhere(axis))

    found = decide(axis, planted, repeat=3, confidence=0.95)

    assert isinstance(found, Found)
    assert found.culprit == culprit


def test_a_side_chain_that_turns_bad_for_its_own_reasons_is_not_asked() -> None:
    """What copies from it is not at fault."""
    planted = Planted(a_copy(4, 10, 6), 17, dead=range(8, 14))

    found = decide(a_copy(4, 10, 6), planted, repeat=3, confidence=0.95)

    assert isinstance(found, Found)
    assert found.culprit == 17
    assert not set(planted.asked) & set(range(4, 14))


@given(builds(), st.data())
def test_a_merge_leads_to_the_commit_of_its_branch(shape: Axis, data: st.DataObject) -> None:
    """Every parent counts, and a branch's first commit may be it."""
    axis = an_axis(*shape.parents, merges=True)
    culprit = data.draw(st.integers(0, len(axis.points) - 1))

    found = decide(axis, Planted(axis, culprit), repeat=3, confidence=0.95)

    assert isinstance(found, Found)
    assert found.culprit == culprit


def test_nothing_is_asked_where_the_last_point_is_marked_good() -> None:
    """There is nothing to find."""
    marks = Marks(axis=axis_of(3)).with_mark(2, Verdict.GOOD)

    found = decide(marks.axis, lambda _: (), repeat=3, confidence=0.9, known=marks)

    assert isinstance(found, NeverBad)
    assert found.probes == ()


def test_nothing_left_to_ask_is_doubtful() -> None:
    """All skipped."""
    found = decide(axis_of(3), lambda _: (Answer(verdict=Verdict.SKIP),), repeat=3, confidence=0.9)

    assert isinstance(found, Doubtful)
    assert found.confidence < 0.9
