"""Tests for bisectbuild.report.json."""

from __future__ import annotations

import pytest

from bisectbuild.postmortem import from_json
from bisectbuild.report.json import render
from tests.support.postmortems import full


@pytest.mark.parametrize("raw", ["\x7f", "\x80", "\x9b2J", "\u202e", "\u2066", "\\\x9b", "\u200f"])
def test_what_a_terminal_obeys_is_escaped_and_means_the_same(raw: str) -> None:
    """`--format json` may be looked at before a program reads it."""
    record = full(message=f"before{raw}after")

    shown = render(record)
    assert raw not in shown.decode()
    assert from_json(shown) == record


def test_letters_of_all_languages_stay_as_they_are() -> None:
    """Only what is no letter is written as a number."""
    assert "é 構築 🐚" in render(full(message="é 構築 🐚")).decode()
