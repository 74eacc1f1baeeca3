"""What a command is by its words."""

from __future__ import annotations

import pytest

from bisectbuild.blame.words import kept_status, passed_name, program, unlikely_to_fail
from bisectbuild.script.parts import Tree
from bisectbuild.script.tree import tree


def read(text: str) -> Tree:
    """Read a lone command."""
    found = tree(text.encode())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("make -j4", "make"),
        ("/opt/pear/bin/fig x", "fig"),
        ("A=1 make", "make"),
        ("sudo -E make", "make"),
        ("env A=1 make", "make"),
        ("time -p make", "make"),
        ("exec make", "make"),
        ("'make' all", "make"),
        ("A=1", ""),
        ("exec", "exec"),
    ],
)
def test_the_program_is_found_behind_what_stands_before_it(text: str, name: str) -> None:
    """Without its folder."""
    assert program(read(text)) == name


def test_some_commands_hardly_fail() -> None:
    """Unless their output goes into a file."""
    assert unlikely_to_fail(read(":")) > unlikely_to_fail(read("echo x")) > 0
    assert unlikely_to_fail(read("export A=$(b)")) > 0
    assert unlikely_to_fail(read("A=1")) > 0
    assert unlikely_to_fail(read("echo x > f")) == 0
    assert unlikely_to_fail(read("A=$(b)")) == 0
    assert unlikely_to_fail(read("make")) == 0


def test_a_kept_status_is_known_by_its_name() -> None:
    """And by what ends with it."""
    assert kept_status(read("rc=$?"), "rc")
    assert not kept_status(read("rc=$?"), "code")
    assert [passed_name(read(f"exit {code}")) for code in ("$rc", '"${rc}"', "$?", "3")] == [
        "rc",
        "rc",
        "",
        "",
    ]
