"""What docker clients of different ages write into a context tar."""

from __future__ import annotations

import pytest

from bisectbuild.context.client import major_version, tar_manner


@pytest.mark.parametrize(
    ("version", "type_bits", "names"),
    [
        ("19.03.15", True, True),
        ("20.10.24+dfsg1", True, True),
        ("23.0.6", True, False),
        ("26.1.5", False, False),
        ("28.5.2", False, False),
        ("", False, False),
    ],
)
def test_type_bits_and_names_went_with_time(version: str, *, type_bits: bool, names: bool) -> None:
    """A client of unknown age is taken for one of today."""
    manner = tar_manner(version)

    assert (manner.type_bits, manner.names) == (type_bits, names)


def test_a_version_is_read_by_its_first_number() -> None:
    """Anything may follow it; without a number there is no version."""
    assert (major_version("28.5.2+dfsg4"), major_version("dev")) == (28, None)
