"""A step that failed and passes later, at the prompt."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bisectbuild.builder import Failure, FailureKind, StepStatus
from bisectbuild.debugger.position import upcoming
from bisectbuild.dockerfile.place import Side
from bisectbuild.outcome import Broken, Healthy, Inconclusive
from bisectbuild.workbench.passing import judged
from tests.support.fakes import FakeBuilder
from tests.unit.workbench.test_bench import World, line

Worlds = Callable[..., World]


@pytest.fixture
def flaked(world: Worlds) -> World:
    """Stand before a step that failed in the whole build, and would pass now."""
    here = world(builder=FakeBuilder(fails=("two",)))
    here.bench.retry()
    here.builder.fails = ()
    return here


def test_a_failed_step_that_passes_when_stepped_over_is_done_and_the_next_one_comes(
    flaked: World,
) -> None:
    """On the legacy builder too, which has a container of no such step."""
    bench = flaked.bench
    two, three = bench.points[3:]
    bench.go(two, Side.AFTER)
    bench.run("ls")

    assert bench.status(two) is StepStatus.DONE
    assert upcoming(bench) == three
    assert flaked.sandbox.opened[-1].request.image == "image-4"


def test_passing_the_culprit_alone_proves_nothing_of_what_follows(flaked: World) -> None:
    """Neither broken there any more nor healthy yet."""
    bench = flaked.bench
    bench.go(bench.points[3], Side.AFTER)

    assert isinstance(bench.outcome, Inconclusive)
    assert bench.outcome.reason == (
        "Line 4 failed, and passed in a later build, which did not go to the end."
    )


def test_passing_to_the_end_makes_the_build_healthy(flaked: World) -> None:
    """Its records are what all the builds said; that the first of them failed is over."""
    bench = flaked.bench
    bench.go(bench.points[3], Side.AFTER)
    bench.go(bench.points[-1], Side.AFTER)

    assert isinstance(bench.outcome, Healthy)
    told = {record.instruction.index: record.status for record in bench.outcome.records}
    assert [told[point.index] for point in bench.points[2:]] == [StepStatus.DONE] * 3


def test_a_build_that_reaches_the_end_is_one_that_can_be_told_of(world: Worlds) -> None:
    """As the prompt says where nothing was built to its end yet: type continue."""
    bench = world().bench
    bench.go(bench.points[-1], Side.AFTER)

    assert isinstance(bench.story().outcome, Healthy)


def test_going_back_before_the_culprit_leaves_the_build_broken(world: Worlds) -> None:
    """What is built there passed before."""
    bench = world(builder=FakeBuilder(fails=("two",))).bench
    bench.retry()
    bench.go(bench.points[2], Side.AFTER)

    assert isinstance(bench.outcome, Broken)
    assert bench.status(bench.points[3]) is StepStatus.FAILED


def test_what_a_failed_step_left_is_no_room_of_the_step_that_passed(world: Worlds) -> None:
    """The container that was opened on it is not entered again."""
    here = world("FROM base\nRUN two\n", FakeBuilder(fails=("two",)))
    bench = here.bench
    bench.retry()
    place = line(bench, 2, Side.AFTER)
    before = bench.rooms.open(place, "left")
    bench.rooms.adopt(before)
    assert bench.rooms.known(place) is before
    here.builder.fails = ()
    bench.go(bench.points[1], Side.AFTER)

    assert bench.rooms.known(place) is None
    assert bench.rooms.room(place).image == "image-2"


def test_a_step_that_passed_and_fails_later_is_built_again(world: Worlds) -> None:
    """Its image of before does not answer for it."""
    here = world()
    bench = here.bench
    bench.go(bench.points[3], Side.AFTER)
    here.builder.fails = ("two",)
    bench.go(bench.points[-1], Side.AFTER)
    assert bench.status(bench.points[3]) is StepStatus.FAILED
    here.builder.fails = ()
    count = len(here.builder.requests)
    bench.go(bench.points[3], Side.AFTER)

    assert len(here.builder.requests) == count + 1
    assert isinstance(bench.outcome, Inconclusive)


def test_a_result_that_could_not_be_written_is_not_proved_by_a_build_that_writes_none() -> None:
    """Every step passed before, too."""
    failure = Failure(kind=FailureKind.EXPORT, message="cannot write")
    known = Inconclusive(records=(), probes=(), failure=failure, reason="Only writing failed.")
    passed = Healthy(records=(), probes=(), image="x")

    assert judged(known, passed, (), is_whole=True) is known
