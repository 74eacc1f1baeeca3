"""The beginning of a trace, and its marks."""

from __future__ import annotations

import pytest

from bisectbuild.shell.tracing import marks, tracing, unmarked


@pytest.mark.parametrize(
    "shell",
    [
        ("/bin/sh", "-c"),
        ("/bin/bash", "-eo", "pipefail", "-c"),
        ("ash", "-ec"),
        ("busybox", "sh", "-c"),
    ],
)
def test_known_shells_begin_with_marks_of_their_own(shell: tuple[str, ...]) -> None:
    """On the line where the text begins, so that no line number changes."""
    begin = tracing(shell, "0badcafe")

    assert begin.startswith("PS4='+bb-0badcafe:")
    assert begin.endswith("set -x;")
    assert "\n" not in begin


@pytest.mark.parametrize("shell", [(), ("zsh", "-c"), ("powershell", "-command"), ("bash", "-x")])
def test_other_shells_are_left_alone(shell: tuple[str, ...]) -> None:
    """And words that take no text."""
    assert tracing(shell, "0badcafe") == ""


def test_marks_are_found_and_taken_out() -> None:
    """What only tells of the end is not shown at all."""
    (mark,) = marks("x++bb-0badcafe:2:1 0: cp a b")

    assert mark.groups() == ("++", "2", "1 0")
    assert unmarked("++bb-0badcafe:2:1 0: cp a b") == "++ cp a b"
    assert unmarked("+bb-0badcafe:2:: :") is None
    assert unmarked("+ bb-x: y") == "+ bb-x: y"


@pytest.mark.parametrize("said", ["9" * 5000 + ":0", "2:1 " + "9" * 5000])
def test_a_status_of_endless_digits_makes_no_mark(said: str) -> None:
    """No process ends so, and Python refuses to read it."""
    assert marks(f"+bb-0badcafe:{said}: cp a b") == ()
