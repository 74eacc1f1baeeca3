"""Tests for bisectbuild.tty.paint."""

from __future__ import annotations

import io

import pytest

from bisectbuild.tty.paint import Paint, wants_color


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "environment", "wanted"),
    [
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", {"TERM": "dumb"}, False),
    ],
)
def test_a_terminal_is_coloured_unless_told_otherwise(
    choice: str, environment: dict[str, str], *, wanted: bool
) -> None:
    """The flag beats NO_COLOR, NO_COLOR beats FORCE_COLOR."""
    assert wants_color(choice, _Terminal(), environment) is wanted


def test_a_file_is_coloured_only_on_demand() -> None:
    """FORCE_COLOR is for CI logs that show colours."""
    assert not wants_color("auto", io.StringIO(), {})
    assert wants_color("auto", io.StringIO(), {"FORCE_COLOR": "1"})


def test_without_colours_text_stays_as_it_is() -> None:
    """No escape sequence appears."""
    assert Paint(on=False)("x", "bad") == "x"
    assert Paint(on=True)("x", "bad") == "\x1b[31;1mx\x1b[0m"
