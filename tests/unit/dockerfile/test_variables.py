"""Tests for bisectbuild.dockerfile.variables."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.variables import expand, global_values

_VALUES = {"V": "v", "EMPTY": "", "L_1": "l"}


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("plain", "plain"),
        ("$V", "v"),
        ("a${V}b$L_1-", "avbl-"),
        ("$NO${NO}", ""),
        ("${V:-x}", "v"),
        ("${NO:-x}", "x"),
        ("${EMPTY:-x}", "x"),
        ("${EMPTY-x}", ""),
        ("${NO-x}", "x"),
        ("${V:+x}", "x"),
        ("${EMPTY:+x}", ""),
        ("${EMPTY+x}", "x"),
        ("${NO+x}", ""),
        ("${NO:-${V}${NO:-y}}", "vy"),
        ("${NO:-'a b'}", "a b"),
        ("'$V' \"$V\"", "$V v"),
        ("\\$V \\\\", "$V \\"),
        ("$", "$"),
        ("$(x)", "$(x)"),
        ("${V#x}", "${V#x}"),
        ("${V/x/y}", "${V/x/y}"),
        ("${V,,}", "${V,,}"),
        ("${V:?x}", "v"),
        ("${NO:?x}", "${NO:?x}"),
        ("${V", "${V"),
        ("'$V", "'$V"),
    ],
)
def test_variables_expand_as_in_the_builders(text: str, expanded: str) -> None:
    """Known forms are expanded; broken ones and other modifiers stay as they are."""
    assert expand(text, _VALUES) == expanded


def test_the_escape_character_in_force_protects() -> None:
    """With escape=` a backslash is plain text."""
    assert expand("`$V\\$V", _VALUES, escape="`") == "$V\\v"


def test_a_global_arg_takes_the_build_arg_before_its_default() -> None:
    """Defaults may use earlier ARGs; an ARG without default and build arg is unset."""
    dockerfile = parse(b"ARG A=1 B=x$A\nARG C='q r'\nARG D\nARG E\nFROM $B\n")

    values = global_values(dockerfile, {"A": "2", "D": "d", "OTHER": "no"})

    assert {name: value for name, value in values.items() if len(name) == 1} == {
        "A": "2",
        "B": "x2",
        "C": "q r",
        "D": "d",
    }
    assert "OTHER" not in values
