"""The words that show: where, list, log, history, explain."""

from __future__ import annotations

from bisectbuild.sandbox import Layer
from tests.support.fake_workbench import Dialogue, FakeWorkbench


def test_where_tells_the_place_the_stage_and_its_instructions() -> None:
    """What comes next is marked, and carries its exit code where it failed."""
    bench = FakeWorkbench(fails=12)
    person = Dialogue(bench)
    person.type("continue")

    assert person.type("where") == [
        "You stand before line 12: RUN last (failed (exit code 7))",
        "in stage two (3 of 3), from scratch",
        "  ✓ line 9: FROM scratch AS two (9.0s)",
        "  ✓ line 10: COPY --from=one /x /x (10s)",
        "  ✓ line 11: ENV A=1 (11s)",
        "> ✗ line 12: RUN last (failed (exit code 7))",
    ]


def test_where_at_the_end_says_so() -> None:
    """Nothing comes next."""
    assert Dialogue(FakeWorkbench().stand("final")).type("w")[-1] == (
        "This is the end of the target."
    )


def test_list_marks_what_comes_next_states_and_break_points() -> None:
    """An instruction that the target does not need has a dash."""
    person = Dialogue(FakeWorkbench().stand("2:after"))
    person.type("break 2")

    assert person.type("list") == [
        "  ✓    1  FROM base AS one",
        " *✓    2  RUN first",
        ">      3  RUN second \\",
        "       4    && third",
        "       5",
        "  -    6  FROM other AS unused",
        "  -    7  RUN never",
        "       8",
        "       9  FROM scratch AS two",
        "      10  COPY --from=one /x /x",
    ]


def test_list_again_goes_on_and_begins_anew_elsewhere() -> None:
    """As in gdb; an empty line will do."""
    person = Dialogue(FakeWorkbench().stand("2"))
    person.type("list")

    assert [line.split()[0] for line in person.type("")] == ["11", "12"]
    assert person.type("") == ["This is the end of the Dockerfile."]
    assert person.type("list")[0].startswith("  ✓    1")
    person.type("step")
    assert len(person.type("list")) == 10


def test_list_takes_any_line_or_a_stage() -> None:
    """Lines between instructions too; a stage is shown from its beginning."""
    person = Dialogue(FakeWorkbench())

    assert person.type("list 8")[0].endswith("3  RUN second \\")
    assert person.type("list two")[0].endswith("4    && third")
    assert person.type("list 99")


def test_list_is_coloured_line_by_line_and_shows_hostile_characters() -> None:
    """Each line ends its own colours."""
    text = "FROM base\nRUN echo \x1b[2J \\\n  && true\n"
    person = Dialogue(FakeWorkbench(text=text), color=True)
    lines = person.type("list")

    assert len(lines) == 3
    assert all("\x1b[" in line for line in lines[:2])
    assert not any("\x1b[2J" in line for line in lines)
    assert "␛[2J" in "".join(lines).replace("\x1b[39;49;00m", "").replace("\x1b[39m", "")


def test_log_shows_the_last_lines_of_the_step_that_failed() -> None:
    """Safe for a terminal."""
    person = Dialogue(FakeWorkbench(fails=3))
    person.type("continue")

    assert person.type("log 2") == [
        "log of line 3: RUN second && third",
        "3 says b",
        "3 says c",
    ]


def test_log_shows_what_ran_last_where_nothing_failed() -> None:
    """On either side of a step."""
    assert Dialogue(FakeWorkbench().stand("3")).type("log")[0] == "log of line 2: RUN first"
    assert Dialogue(FakeWorkbench().stand("2:after")).type("log")[0] == "log of line 2: RUN first"
    assert Dialogue(FakeWorkbench()).type("log 1")[0].startswith("log of line 1")


def test_log_of_a_step_that_printed_nothing_says_so() -> None:
    """Silence would look like a fault."""

    class Silent(FakeWorkbench):
        def log(self, instruction: object) -> object:  # type: ignore[override] # no lines
            del instruction
            return iter(())

    assert Dialogue(Silent()).type("log")[-1] == "It printed nothing."


def test_history_shows_layers_with_sizes() -> None:
    """The newest first, one line each; a layer without a date has a dash."""
    layer = Layer(created=86400, created_by="RUN x\n\x1b[2J", size=1500, comment="made")
    bench = FakeWorkbench(layers=(layer, Layer(created=0, created_by="y", size=0, comment="")))
    head, *told = Dialogue(bench).type("history")

    assert head.split() == ["CREATED", "SIZE", "CREATED", "BY"]
    assert told[0].startswith("1970-01-02 00:00")
    assert told[0].endswith("RUN x made")
    assert told[1].startswith("- ")


def test_explain_shows_the_diagnosis() -> None:
    """Line by line."""
    assert Dialogue(FakeWorkbench()).type("explain") == ["It fails", "because it fails."]


def test_no_secret_stands_in_the_name_of_an_instruction() -> None:
    """Where one stands, what comes next, what a log is of, what cannot be compared."""
    text = "FROM hush-9431/base\nRUN curl -u me:hush-9431\n"
    person = Dialogue(FakeWorkbench(text=text, secrets=("hush-9431",)).stand("1:after"))
    told = [line for typed in ("where", "log", "step", "diff 1") for line in person.type(typed)]

    assert "line 2: RUN curl -u me:***" in "\n".join(told)
    assert "line 1: FROM ***/base begins a file system" in "\n".join(told)
    assert "hush-9431" not in "\n".join(told)
