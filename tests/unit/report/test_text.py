"""Tests for bisectbuild.report.text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as msgspec_replace

from bisectbuild.postmortem import Command, CulpritPart, Evidence, LogPart, Postmortem, Status
from bisectbuild.report.text import render, text
from bisectbuild.tty.paint import Paint
from tests.support.examples import postmortem
from tests.support.postmortems import FINDINGS, full


def _text(record: Postmortem) -> str:
    return render(record).decode()


def _culprit(record: Postmortem) -> CulpritPart:
    assert record.culprit is not None
    return record.culprit


def test_a_broken_build_is_told_from_the_culprit_to_the_last_good_layer() -> None:
    """The whole text, so that a change of it is seen."""
    assert _text(postmortem()) == (
        "\n"
        "✗ Dockerfile:4: RUN two …\n"
        "\n"
        "       2 | \n"
        "       3 | RUN one\n"
        "  >    4 | RUN two \\\n"
        "  >    5 |   && three\n"
        "       6 | RUN four\n"
        "\n"
        "  exit code 2\n"
        "\n"
        "  │ one\n"
        "  │ two\n"
        "\n"
        "  last good  Dockerfile:3: RUN one\n"
        "             layer abc\n"
        "  steps      1 cached, 1 built, 1 failed, 1 not reached; 1.5s in all\n"
        "  builder    It is the default.\n"
    )


@pytest.mark.parametrize(
    ("confidence", "told"),
    [
        (1.0, "exit code 2, line 5: three"),
        (0.8, "exit code 2, line 5: three"),
        (0.7, "exit code 2, likely line 5: three"),
        (0.5, "exit code 2, likely line 5: three"),
        (0.4, "exit code 2, possibly line 5: three"),
    ],
)
def test_the_failing_command_is_named_as_surely_as_it_is_known(
    confidence: float, told: str
) -> None:
    """And its line is marked where it is at least half sure."""
    record = postmortem()
    command = Command(text="three", line=5, confidence=confidence, by="log")
    shown = _text(replace(record, culprit=replace(_culprit(record), command=command)))

    assert f"  {told}\n" in shown
    assert ("  ▶    5 |   && three\n" in shown) == (confidence >= 0.5)
    assert "  >    4 | RUN two \\\n" in shown


def test_a_command_that_is_the_whole_run_is_not_named_again() -> None:
    """The headline has it."""
    record = postmortem()
    culprit = replace(
        _culprit(record), source="RUN two", line_end=4, command=Command(text="two", line=4)
    )

    assert "  exit code 2\n" in _text(replace(record, culprit=culprit))


def test_why_stands_between_the_exit_code_and_the_log() -> None:
    """The reason first, then what was printed."""
    shown = _text(full())

    places = [shown.index(part) for part in ("exit code 100", "  why  ", "  │ ", "  last good")]
    assert places == sorted(places)


def test_a_record_that_lies_about_its_last_good_layer_is_shown() -> None:
    """A file that someone sent may hold anything."""
    good = postmortem().last_good
    assert good is not None

    assert "last good  Dockerfile:3: \n" in _text(postmortem(last_good=replace(good, index=99)))


def test_a_healthy_build_is_told_in_one_line() -> None:
    """There is nothing else to say."""
    record = postmortem(status=Status.HEALTHY, culprit=None, last_good=None)

    assert _text(record) == "✓ Dockerfile builds: 2 instructions, 1 cached, 1.5s\n"


def test_an_inconclusive_build_is_told_in_the_builders_words() -> None:
    """No line is named that nothing speaks for."""
    record = postmortem(status=Status.INCONCLUSIVE, culprit=None, message="It broke.")

    assert "no instruction can be named" in _text(record)
    assert "It broke." in _text(record)


def test_an_inconclusive_build_tells_why_and_all_that_is_to_note() -> None:
    """The reason may be known where the place is not."""
    record = full(status=Status.INCONCLUSIVE, culprit=None, last_good=None, message="It broke.")

    shown = _text(record)
    assert "  It broke.\n\n  why        apt knows no package libkestrel-dve.\n" in shown
    places = [shown.index(part) for part in ("  why  ", "  fix  ", "  builder  ", "  note  ")]
    assert places == sorted(places)
    assert record.warnings[0] in shown


def test_the_words_of_an_inconclusive_build_stay_short_and_behind_their_indent() -> None:
    """A builder may say fifty thousand letters, or a thousand lines."""
    words = "\n".join(["It broke:", "y" * 50_000, *(f"at {n}" for n in range(1000)), "The end."])
    record = postmortem(status=Status.INCONCLUSIVE, culprit=None, message=words)

    _, *lines = _text(record).splitlines()
    assert len(lines) < 30
    assert max(map(len, lines)) <= 100
    assert all(line.startswith("  ") for line in lines if line)
    assert {"  It broke:", "  ⋮ 991 more lines", "  The end."} <= set(lines)


def test_evidence_that_an_inconclusive_builds_message_holds_is_not_repeated() -> None:
    """It stands a few lines above."""
    proof = Evidence(text="parse error", line=0)
    found = msgspec_replace(FINDINGS[0], because=(proof,))
    record = full(
        status=Status.INCONCLUSIVE, culprit=None, message="No: parse error", findings=(found,)
    )

    assert _text(record).count("parse error") == 1


def test_without_a_last_good_layer_none_is_named() -> None:
    """A base image that is missing leaves nothing to enter."""
    assert "last good  none" in _text(postmortem(last_good=None))


def test_a_trigger_of_the_base_image_is_shown_as_such() -> None:
    """It stands in no file of the person."""
    record = postmortem()
    culprit = replace(_culprit(record), trigger="COPY app.txt /")

    shown = _text(replace(record, culprit=culprit))
    assert "in the base image's trigger: ONBUILD COPY app.txt /" in shown


def test_a_long_log_names_its_file_and_a_clipped_one_says_so() -> None:
    """The screen shows the end; the file has all that the builder gave."""
    log = LogPart(lines=99, bytes=9, truncated=True, tail=("x",) * 60, file="/logs/3.log")

    shown = _text(postmortem(log=log))
    assert "the whole log, 99 lines: /logs/3.log" in shown
    assert shown.count("│ x") == 12
    assert "the builder itself left out lines" in shown


def test_a_hostile_log_cannot_reach_the_terminal() -> None:
    """Escape sequences, bidi marks and overlong lines are made harmless."""
    hostile = ("\x1b]0;pwned\x07\x1b[2Jx", "a\u202eb", "y" * 10_000)
    log = LogPart(lines=3, bytes=9, truncated=False, tail=hostile, file="")

    shown = _text(postmortem(log=log))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert max(map(len, shown.splitlines())) < 130


def test_what_a_process_could_not_even_start_with_is_told_beside_its_code() -> None:
    """BuildKit gives a code to a program that is not there."""
    record = postmortem()
    culprit = replace(_culprit(record), message="process did not start: no such file")

    assert "exit code 2\n  process did not start: no such file\n" in _text(
        replace(record, culprit=culprit)
    )


def test_a_culprit_without_a_process_shows_the_builders_message() -> None:
    """A COPY has no exit code."""
    record = postmortem()
    culprit = replace(_culprit(record), exit_code=None, message='"/x": not found')

    shown = _text(replace(record, culprit=culprit))
    assert "exit code" not in shown
    assert '  "/x": not found' in shown


@pytest.mark.parametrize("status", list(Status))
def test_a_hostile_path_cannot_reach_the_terminal(status: Status) -> None:
    """A file name may hold anything."""
    record = postmortem(status=status)
    hostile = replace(record.dockerfile, path="a\x1b[2J\nb\u202e")

    shown = _text(replace(record, dockerfile=hostile))
    assert "a b\\u202e" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("width", [40, 72])
def test_long_lines_are_clipped_to_the_width(width: int) -> None:
    """So that none is broken by the terminal."""
    record = postmortem(log=LogPart(lines=1, bytes=9, truncated=False, tail=("y" * 300,), file=""))
    source = "RUN " + "x" * 300
    culprit = replace(_culprit(record), source=source)
    file = replace(record.dockerfile, text=record.dockerfile.text.replace("two", "z" * 300))

    shown = text(
        replace(record, culprit=culprit, dockerfile=file), Paint(on=False), width=width
    ).splitlines()
    clipped = [line for line in shown if line.endswith("…")]
    assert [len(line) for line in clipped if line[-2] in "yz"] == [width, width]
    assert max(map(len, clipped)) == width


def test_a_width_that_holds_nothing_is_taken_as_forty() -> None:
    """Less would show no instruction."""
    record = postmortem(log=LogPart(lines=1, bytes=9, truncated=False, tail=("y" * 300,), file=""))

    assert text(record, Paint(on=False), width=1) == text(record, Paint(on=False), width=40)
