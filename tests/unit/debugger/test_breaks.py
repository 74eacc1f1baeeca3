"""Break points: what a word means, and what they stop before."""

from __future__ import annotations

import pytest

from tests.support.fake_workbench import Dialogue, FakeWorkbench

_NAMED_RUN = "FROM base AS run\nRUN one\nFROM run\nRUN two\n"


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("4", "Break point 1: line 3"),
        ("two", "Break point 1: the first instruction of stage two"),
        ("TWO", "Break point 1: the first instruction of stage two"),
        ("two:2", "Break point 1: line 10"),
        ("run", "Break point 1: every RUN (3 of them)"),
        ("USER", "Break point 1: every USER (0 of them)"),
    ],
)
def test_a_break_point_is_a_line_a_stage_or_an_instruction(word: str, told: str) -> None:
    """Any line of an instruction will do; a keyword counts what the target needs."""
    assert Dialogue(FakeWorkbench()).type(f"break {word}") == [told]


def test_a_stage_that_is_called_like_a_keyword_is_meant_in_lower_case() -> None:
    """The keyword is then written as keywords are."""
    person = Dialogue(FakeWorkbench(text=_NAMED_RUN))

    assert person.type("break run") == ["Break point 1: the first instruction of stage run"]
    assert person.type("break RUN") == ["Break point 2: every RUN (2 of them)"]


@pytest.mark.parametrize("word", ["7", "unused"])
def test_what_the_target_does_not_need_gets_no_break_point(word: str) -> None:
    """It would never stop."""
    person = Dialogue(FakeWorkbench())

    assert person.type(f"break {word}")[0].startswith("No build of this target comes to")
    assert person.type("break")[0].startswith("There are no break points.")


@pytest.mark.parametrize("word", ["5", "nowhere", "3:after", "final"])
def test_what_is_no_instruction_gets_no_break_point(word: str) -> None:
    """The answer gives advice."""
    person = Dialogue(FakeWorkbench())

    assert len(person.type(f"break {word}")) == 2
    assert person.state.breaks.points == []


def test_break_points_keep_their_numbers() -> None:
    """Deleting one renumbers none, and setting one twice is setting it once."""
    person = Dialogue(FakeWorkbench())
    for word in ("2", "RUN", "2", "two"):
        person.type(f"break {word}")

    assert person.type("delete 2") == ["Deleted break point 2: every RUN"]
    assert person.type("b 11") == ["Break point 4: line 11"]
    assert person.type("break") == [
        "  1  line 2",
        "  3  the first instruction of stage two",
        "  4  line 11",
    ]


@pytest.mark.parametrize("line", ["delete 9", "delete x", "delete"])
def test_deleting_what_is_none_is_refused(line: str) -> None:
    """The answer says how to see them."""
    assert len(Dialogue(FakeWorkbench()).type(line)) == 2
