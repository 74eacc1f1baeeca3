"""Tests for bisectbuild.dockerfile.excerpt."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.excerpt import excerpt, visible
from bisectbuild.dockerfile.model import Span
from bisectbuild.dockerfile.parse import parse


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("a\tb", "a    b"),
        ("\x1b[31m", "␛[31m"),
        ("\r\x7f", "␍␡"),
        ("\x9b", "\\u009b"),
        ("\u202eabc\u2028", "\\u202eabc\\u2028"),
        ("\udcff", "\\xff"),
        ("grün 猫", "grün 猫"),
    ],
)
def test_characters_that_a_terminal_obeys_are_made_visible(text: str, shown: str) -> None:
    """Controls, direction marks and foreign bytes are shown, letters stay."""
    assert visible(text) == shown


def test_the_caret_stands_under_the_word_behind_a_tab() -> None:
    """The column is counted on the text as it is shown."""
    dockerfile = parse(b"FROM a\n\tRUN\t\x1bfoo\n")

    shown = excerpt(dockerfile, Span(start=2, end=2), column=7, width=3)

    assert shown == "   2 |     RUN    ␛foo\n     |             ^^^"


def test_a_long_line_is_cut_around_the_caret() -> None:
    """The word pointed at is always in what is shown."""
    dockerfile = parse(b"FROM a\nRUN " + b"x" * 500 + b" HERE " + b"y" * 500 + b"\n")

    first, caret = excerpt(dockerfile, Span(start=2, end=2), column=506, width=4).split("\n")

    assert len(first) < 200
    assert first[caret.index("^") : caret.rindex("^") + 1] == "HERE"


def test_a_long_span_is_cut_short() -> None:
    """A hundred lines are not printed for one fault."""
    dockerfile = parse(b"RUN a \\\n" * 100)

    lines = excerpt(dockerfile, Span(start=1, end=100), column=1, width=3).split("\n")

    assert len(lines) == 10
    assert lines[-1].endswith("…")
