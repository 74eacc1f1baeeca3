"""The steps that a log shows, written as instructions."""

from __future__ import annotations

import pytest

from bisectbuild.builder import StepLabel, StepStarted
from bisectbuild.saved.forms import Form
from bisectbuild.saved.steps import written
from bisectbuild.saved.tape import Tape
from bisectbuild.streams.labels import read_label


def tape(*names: str) -> Tape:
    """Begin steps of these names."""
    made = Tape()
    for number, name in enumerate(names):
        made.take(StepStarted(id=str(number), label=read_label(name)))
    return made


def texts(made: Tape, form: Form = Form.PLAIN) -> list[str]:
    """Give the instructions."""
    return [line.text for line in written(made, form)]


def test_one_instruction_built_for_two_platforms_is_written_once() -> None:
    """And is both steps."""
    lines = written(
        tape("[linux/amd64 1/2] FROM a", "[linux/amd64 2/2] RUN x", "[linux/arm64 2/2] RUN x"),
        Form.PLAIN,
    )

    assert [(line.text, line.steps) for line in lines] == [
        ("FROM a", ("0",)),
        ("RUN x", ("1", "2")),
    ]


def test_a_stage_that_begins_with_no_image_has_no_number_for_it() -> None:
    """`scratch`, or an earlier stage: the log does not tell which."""
    assert texts(tape("[build 1/2] COPY a /", "[build 2/2] RUN x")) == [
        "FROM scratch AS build",
        "COPY a /",
        "RUN x",
    ]


def test_triggers_and_steps_without_a_number_are_none_of_the_file() -> None:
    """They stand in the base image, or nowhere."""
    made = tape("[internal] load build context", "[1/3] FROM a", "[2/3] ONBUILD RUN y")

    assert texts(made) == ["FROM a"]


def test_steps_that_are_not_shown_say_so() -> None:
    """They are not known, and their numbers are."""
    made = Tape()
    for index, text in ((2, "ENV A=1"), (4, "RUN x")):
        label = StepLabel(text=text, index=index, total=4)
        made.take(StepStarted(id=str(index), label=label))

    lines = written(made, Form.LEGACY)

    assert [line.text for line in lines] == [
        "FROM unknown-base",
        "ENV A=1",
        "RUN # step 3 is not in this log",
        "RUN x",
    ]
    assert [line.is_known for line in lines] == [False, True, False, True]


def test_a_name_cannot_open_what_it_does_not_close() -> None:
    """A step's name is one line, whatever it holds."""
    assert texts(tape("[1/3] FROM a", "[2/3] RUN cat <<X", "[3/3] RUN x \\"))[1:] == [
        "RUN cat < <X",
        "RUN x",
    ]


def test_of_an_empty_tape_nothing_is_known() -> None:
    """Not even a base."""
    assert texts(Tape()) == []


@pytest.mark.parametrize("form", [Form.PLAIN, Form.LEGACY])
def test_a_wide_gap_is_one_line(form: Form) -> None:
    """A log may name any number."""
    assert texts(tape("[1/99999] FROM a", "[3/99999] RUN x", "[99999/99999] RUN y"), form) == [
        "FROM a",
        "RUN # step 2 is not in this log",
        "RUN x",
        "RUN # steps 4 to 99998 are not in this log",
        "RUN y",
    ]


@pytest.mark.parametrize("stage", ["stage-²", "stage-" + "9" * 5000])
def test_a_stage_whose_number_is_none_has_a_name(stage: str) -> None:
    """It stands where the log shows it."""
    assert texts(tape(f"[{stage} 1/1] RUN x", "[stage-0 1/1] RUN y"))[1::2] == ["RUN x", "RUN y"]
