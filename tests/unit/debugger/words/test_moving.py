"""The words that move: step, next, back, continue, until."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bisectbuild.builder import Failure, FailureKind
from bisectbuild.dockerfile.place import Side
from bisectbuild.outcome import Inconclusive, Outcome
from tests.support.fake_workbench import Dialogue, FakeWorkbench

_BASED = "FROM base AS one\nRUN a\nFROM other AS two\nRUN b\nFROM one\nRUN c\nCOPY --from=1 /x /\n"


def standing(person: Dialogue) -> str:
    """Give where a person stands."""
    place = person.bench.place
    return f"{place.side.value} {place.instruction.span.start}"


def test_step_executes_one_instruction_and_stands_behind_it() -> None:
    """It says what was done and what comes next."""
    person = Dialogue(FakeWorkbench())

    assert person.type("step") == ["✓ line 1: FROM base AS one (1.0s)", "next: line 2: RUN first"]
    assert standing(person) == "after 1"


def test_step_goes_from_stage_to_stage_and_leaves_out_what_the_target_does_not_need() -> None:
    """The order is that of the file."""
    person = Dialogue(FakeWorkbench())
    person.type("step 4")

    assert person.bench.did == ["go after 1", "go after 2", "go after 3", "go after 9"]


def test_step_at_the_end_builds_nothing() -> None:
    """It says that this is the end."""
    person = Dialogue(FakeWorkbench().stand("final"))

    assert person.type("step")[-1] == "This is the end of the target."
    assert person.bench.did == []


def test_step_over_what_fails_stands_before_it_and_tells_the_exit_code() -> None:
    """One line says what failed; the next step tries it again."""
    person = Dialogue(FakeWorkbench(fails=3).stand("2"))
    failed = ["✗ line 3: RUN second && third failed (exit code 7)"]
    following = ["next: line 3: RUN second && third"]

    assert person.type("step 5") == failed + following
    assert standing(person) == "before 3"
    assert person.type("step") == failed + following


def test_a_step_after_the_half_done_state_tries_the_instruction_again() -> None:
    """What failed is never stepped over."""
    person = Dialogue(FakeWorkbench(fails=3).stand("2"))
    person.type("step 2")
    person.bench.place = replace(person.bench.place, side=Side.AFTER)

    assert person.type("step")[-1] == "next: line 3: RUN second && third"
    assert person.bench.did[-1] == "go after 3"


def test_a_build_that_blames_nothing_is_told() -> None:
    """The builder's reason is shown, and where one stands still."""
    failure = Failure(kind=FailureKind.EXPORT, message="no")

    class Lost(FakeWorkbench):
        def retry(self) -> Outcome:
            return Inconclusive(records=(), probes=(), failure=failure, reason="It is lost.")

    assert Dialogue(Lost()).type("retry") == [
        "? The build failed, and no instruction can be named.",
        "It is lost.",
        "next: line 1: FROM base AS one",
    ]


def test_next_is_step_within_a_stage() -> None:
    """There is nothing else to go over."""
    person = Dialogue(FakeWorkbench())
    person.type("next")
    person.type("next")

    assert person.bench.did == ["go after 1", "go after 2"]


@pytest.mark.parametrize(
    ("text", "at", "went"),
    [
        (None, "one", "before 10"),
        (_BASED, "one", "after 5"),
        (_BASED, "two", "before 7"),
    ],
)
def test_next_at_the_end_of_a_stage_goes_to_what_uses_it(
    text: str | None, at: str, went: str
) -> None:
    """A COPY from it, or a FROM of it; what lies between is built without stopping."""
    person = Dialogue((FakeWorkbench(text=text) if text else FakeWorkbench()).stand(at))
    person.type("next")

    assert person.bench.did == [f"go {went}"]


def test_next_at_the_end_of_the_target_says_so() -> None:
    """Nothing uses the target."""
    person = Dialogue(FakeWorkbench().stand("final"))

    assert person.type("next")[-1] == "This is the end of the target."


def test_back_undoes_one_instruction_after_the_other() -> None:
    """A FROM is stood before at the end of the stage that lies before it."""
    person = Dialogue(FakeWorkbench().stand("10:after"))

    went = []
    for _ in range(4):
        person.type("back")
        went.append(standing(person))

    assert went == ["before 10", "after 3", "before 3", "before 2"]
    assert person.type("back 9")[-2:] == [
        "This is the start of the build.",
        "next: line 1: FROM base AS one",
    ]


def test_continue_goes_to_the_end() -> None:
    """In one build."""
    person = Dialogue(FakeWorkbench())

    assert person.type("continue")[-1] == "This is the end of the target."
    assert person.bench.did == ["go after 12"]


def test_continue_stops_before_each_break_point_also_where_all_is_cached() -> None:
    """The one stood at does not stop it again."""
    bench = FakeWorkbench().stand("final")
    person = Dialogue(bench)
    person.type("back 9")
    for word in ("RUN", "two"):
        person.type(f"break {word}")

    stops = [person.type("continue") for _ in range(5)]

    assert [told[0] for told in stops[:-1]] == [
        "Break point 1: every RUN",
        "Break point 1: every RUN",
        "Break point 2: the first instruction of stage two",
        "Break point 1: every RUN",
    ]
    assert stops[2][1:] == [
        "✓ line 3: RUN second && third (cached)",
        "next: line 9: FROM scratch AS two",
    ]
    assert stops[-1][-1] == "This is the end of the target."


def test_continue_into_a_failure_before_the_break_point_tells_the_failure() -> None:
    """No break point was reached."""
    person = Dialogue(FakeWorkbench(fails=3))
    person.type("break two")

    assert person.type("continue") == [
        "✗ line 3: RUN second && third failed (exit code 7)",
        "next: line 3: RUN second && third",
    ]


def test_until_goes_before_a_line_and_to_the_end_of_a_stage() -> None:
    """Backwards as well."""
    person = Dialogue(FakeWorkbench())

    assert person.type("until 11")[-1] == "next: line 11: ENV A=1"
    assert person.type("until one")[-1] == "next: line 9: FROM scratch AS two"
    assert person.type("until 2:after")[-1] == "next: line 3: RUN second && third"


def test_until_stops_at_a_break_point_on_the_way() -> None:
    """As continue does."""
    person = Dialogue(FakeWorkbench())
    person.type("break 10")

    assert person.type("until final")[0] == "Break point 1: line 10"
    assert standing(person) == "before 10"


def test_until_a_place_that_is_none_is_refused() -> None:
    """Nothing is built."""
    person = Dialogue(FakeWorkbench())
    person.type("until nowhere")

    assert person.bench.did == []
