"""Tests for bisectbuild.report.words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bisectbuild.postmortem import CulpritPart
from bisectbuild.report import words
from tests.support.postmortems import full, least


def _culprit() -> CulpritPart:
    culprit = full().culprit
    assert culprit is not None
    return culprit


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 kB"),
        (1536, "1.5 kB"),
        (5 * 1024**2, "5.0 MB"),
        (3 * 1024**4, "3072.0 GB"),
    ],
)
def test_sizes_are_said_as_people_say_them(count: int, said: str) -> None:
    """The unit fits the number."""
    assert words.size(count) == said


def test_a_place_is_the_file_and_the_culprits_line() -> None:
    """As editors read it."""
    assert words.place(full()) == "shop/Dockerfile:12"
    assert words.place(least()) == "Dockerfile (standard input)"


def test_a_trigger_is_shown_by_its_own_text() -> None:
    """The line of the FROM does something else."""
    culprit = replace(_culprit(), trigger="COPY a b")

    assert words.instruction(culprit) == "ONBUILD COPY a b"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("RUN a", "RUN a"),
        ("RUN a \\\n  b", "RUN a …"),
        ("RUN a `\r\n  b", "RUN a …"),
        ("RUN <<E\na\nE", "RUN <<E …"),
    ],
)
def test_a_headline_is_the_first_line(source: str, line: str) -> None:
    """An ellipsis stands for the others."""
    assert words.headline(source) == line


def test_the_middle_of_an_overlong_text_is_left_out_and_counted() -> None:
    """Its beginning and end tell most."""
    assert words.clipped("a" * 75 + "b" * 1000 + "c" * 25, 100) == (
        "a" * 75 + " … 1,000 characters left out … " + "c" * 25
    )
    assert words.clipped("a" * 100, 100) == "a" * 100


def test_marks_heaped_on_a_character_are_thinned() -> None:
    """They would cover the lines above and below."""
    assert words.calm("e" + "\u0301" * 400 + "x") == "e" + "\u0301" * 4 + "x"
    assert words.calm("e\u0301a\u0301") == "e\u0301a\u0301"


@pytest.mark.parametrize(
    ("started", "said"),
    [
        ("2026-01-02T03:04:05+00:00", "2026-01-02 03:04 UTC"),
        ("2026-01-02T03:04:05", "2026-01-02 03:04"),
        ("<b>", "<b>"),
    ],
)
def test_times_are_said_short(started: str, said: str) -> None:
    """What is no time stays as it is."""
    assert words.when(started) == said


def test_a_message_that_only_says_the_code_is_left_out() -> None:
    """The code stands beside it."""
    assert words.message(_culprit()) == ""
    told = replace(_culprit(), exit_code=None, message='"/x": not found')
    assert words.message(told) == '"/x": not found'


@pytest.mark.parametrize(
    "said",
    [
        'process "/bin/sh -c x" did not complete successfully: exit code: 2',
        "The command '/bin/sh -c x' returned a non-zero code: 2",
        'building at STEP "RUN x": while running runtime: exit status 2',
    ],
)
def test_every_builder_says_the_code_in_its_own_words(said: str) -> None:
    """None of them is told beside `exit code 2`."""
    assert words.message(replace(_culprit(), exit_code=2, message=said)) == ""
