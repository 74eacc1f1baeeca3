"""Tests for bisectbuild.dockerfile.declared."""

from __future__ import annotations

from bisectbuild.dockerfile.declared import declared
from bisectbuild.dockerfile.parse import parse

_FILE = b"""ARG VERSION=1 EMPTY
FROM base
ENV A=b C="d e" F=$VERSION
ENV OLD the whole rest
LABEL x=y
RUN G=h make
"""


def test_what_a_file_gives_values_to_is_declared() -> None:
    """Quotes are taken off; a variable of a command is none of the file."""
    assert list(declared(parse(_FILE, name="Dockerfile"))) == [
        ("VERSION", "1"),
        ("EMPTY", ""),
        ("A", "b"),
        ("C", "d e"),
        ("F", ""),
        ("OLD", "the whole rest"),
        ("x", "y"),
    ]
