"""Tests for bisectbuild.tty.text."""

from __future__ import annotations

import pytest

from bisectbuild.tty.text import one_line, seconds, visible


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("bell\x07", "bell\\x07"),
        ("10%\r50%\r100%\n", "100%\n"),
        ("line\r\n", "line\n"),
        ("a\u202eb", "a\\u202eb"),
        ("tab\tstays", "tab\tstays"),
        ("ünïcode 漢字", "ünïcode 漢字"),
        ("\udcff", "\\udcff"),
    ],
)
def test_hostile_text_is_made_harmless(hostile: str, shown: str) -> None:
    """Nothing that a log holds can move the cursor, set a title or turn text around."""
    assert visible(hostile) == shown


def test_a_long_text_becomes_one_short_line() -> None:
    """It ends in an ellipsis that counts."""
    assert one_line("a  b\n c" + "d" * 50, 10) == "a b cdddd…"


@pytest.mark.parametrize(
    ("value", "said"), [(0.04, "0.0s"), (9.94, "9.9s"), (12.4, "12s"), (185, "3m05s")]
)
def test_durations_are_said_as_people_say_them(value: float, said: str) -> None:
    """Tenths below ten seconds, minutes above sixty."""
    assert seconds(value) == said


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_duration_that_is_no_number_is_not_known(value: float) -> None:
    """A saved record may hold one."""
    assert seconds(value) == "?s"
