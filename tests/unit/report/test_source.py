"""Tests for bisectbuild.report.source."""

from __future__ import annotations

from dataclasses import replace

from bisectbuild.postmortem import Command, CulpritPart, Postmortem
from bisectbuild.report.source import Row, command_line, file_lines, rows
from tests.support.postmortems import full, least


def _row(record: Postmortem, number: int) -> Row:
    return next(row for row in rows(record) if row.number == number)


def _blaming(**changes: object) -> Postmortem:
    culprit = full().culprit
    assert culprit is not None
    changed: CulpritPart = replace(culprit, **changes)  # type: ignore[arg-type] # fields of the test
    return full(culprit=changed)


def test_every_line_of_the_file_is_a_row() -> None:
    """Comments and empty lines too, so that numbers are those of an editor."""
    record = full()

    assert [row.number for row in rows(record)] == list(range(1, 18))
    assert _row(record, 1).part == ""
    assert _row(record, 7).text == ""


def test_state_time_and_size_stand_on_an_instructions_first_line() -> None:
    """The others only belong to it."""
    first, second = _row(full(), 12), _row(full(), 13)

    assert (first.standing.label, first.standing.seconds) == ("failed", "4.4s")
    assert second.standing.label == ""
    assert second.part == "failed"
    assert _row(full(), 5).standing.size == "17.8 kB"


def test_the_culprit_is_marked_on_all_its_lines() -> None:
    """And nothing else is."""
    assert [row.number for row in rows(full()) if row.culprit] == [12, 13, 14, 15]


def test_a_line_that_is_no_instruction_can_be_to_blame() -> None:
    """Of a file that is refused as a whole there are no steps."""
    record = replace(_blaming(index=0, line_start=7, line_end=7), steps=())

    assert [row.number for row in rows(record) if row.culprit] == [7]


def test_the_failing_command_and_the_last_good_layer_are_marked() -> None:
    """Each on one line."""
    assert [row.number for row in rows(full()) if row.command] == [14]
    assert [row.number for row in rows(full()) if row.good] == [11]


def test_a_command_that_is_less_than_half_sure_is_not_marked() -> None:
    """A wrong mark is worse than none."""
    record = _blaming(command=Command(text="x", line=14, confidence=0.4, by="log"))

    assert command_line(record) == 0
    assert not any(row.command for row in rows(record))


def test_a_command_that_is_the_whole_instruction_is_not_marked() -> None:
    """There is nothing to tell it from."""
    text = (full().culprit or full().steps[0]).source.partition(" ")[2]
    record = _blaming(command=Command(text=text, line=12))

    assert command_line(record) == 0


def test_a_trigger_is_a_row_below_its_from() -> None:
    """It stands in no line of the file."""
    record = full()
    trigger = replace(record.steps[5], trigger="COPY app.txt /", status="failed")
    culprit = replace(record.steps[5], trigger="COPY app.txt /")
    blamed = _blaming(
        index=culprit.index, line_start=8, line_end=8, trigger="COPY app.txt /"
    ).culprit
    shown = rows(replace(record, steps=(*record.steps, trigger), culprit=blamed))

    at = next(place for place, row in enumerate(shown) if row.number == 0)
    assert shown[at - 1].number == 8
    assert shown[at].text == "ONBUILD COPY app.txt /"
    assert [row.number for row in shown if row.culprit] == [0]


def test_a_record_that_lies_about_lines_is_shown_all_the_same() -> None:
    """A file that someone sent may hold anything."""
    step = replace(full().steps[0], line_start=-5, line_end=10**15)

    assert len(rows(least(steps=(step,)))) == 1


def test_windows_line_ends_are_not_shown() -> None:
    """They are not seen in an editor either."""
    record = least()
    file = replace(record.dockerfile, text="FROM a\r\nRUN b\r\n")

    assert file_lines(replace(record, dockerfile=file)) == ["FROM a", "RUN b"]
