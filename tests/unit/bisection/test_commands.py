"""Commands of a text, and their words."""

from __future__ import annotations

import shlex
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.bisection.commands import Command, commands, without_torn_end, words_of

scraps = st.text(st.sampled_from("ab \t\r\n'\"\\#é"), max_size=30)


@given(scraps)
def test_words_are_those_of_a_shell(text: str) -> None:
    """As the standard library reads them, which takes minutes for one long word."""
    try:
        expected = shlex.split(text)
    except ValueError:
        return

    assert words_of(text) == expected


@given(scraps)
def test_a_command_is_closed_where_a_shell_would_run_it(text: str) -> None:
    """And holds all lines that its quotes go over."""
    found = next(commands(f"x{text}"), None)
    assert found is not None
    try:
        shlex.split(found.text)
    except ValueError:
        closed = False
    else:
        closed = True

    assert closed or not found.closed
    assert found.closed or not found.text.count("\n") or "'" in text or '"' in text or "\\" in text


def test_each_command_has_the_number_of_its_first_line() -> None:
    """Comments and blank lines count, and the mark of an editor does not."""
    found = list(commands("\ufeff# one\n\n a 'b\nc'\nd\ne 'f\ng"))

    assert found == [
        Command(line=3, at=8, text=" a 'b\nc'"),
        Command(line=5, at=17, text="d"),
        Command(line=6, at=19, text="e ", closed=False),
    ]


@pytest.mark.parametrize("closing", ["", "'"])
def test_a_quote_over_many_lines_is_read_in_time(closing: str) -> None:
    """Minutes would not do, whether it is closed or not."""
    began = time.monotonic()
    (found,) = commands("a '" + "b\n" * 300_000 + closing)
    words_of(found.text)

    assert found.closed is bool(closing)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("a\nb\n", "a\nb\n"),
        ("a\nb", "a\n"),
        ("a\nb\0\0\0", "a\n"),
        ("a\nb\n\0\0", "a\nb\n"),
        ("a\nb 'c\nd\n", "a\n"),
        ("a 'c\nd'\n# it's\n", "a 'c\nd'\n# it's\n"),
        ("\0\0", ""),
        ("", ""),
    ],
)
def test_what_was_cut_short_at_the_end_is_dropped(text: str, whole: str) -> None:
    """A line without its end, one within a quote, and what a disk gives for what it lost."""
    assert without_torn_end(text) == whole
