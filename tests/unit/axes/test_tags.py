"""Tags that fit a pattern."""

from __future__ import annotations

import pytest

from bisectbuild.axes.tags import fitting, is_pattern
from bisectbuild.errors import UsageError


def test_versions_follow_one_another_as_numbers() -> None:
    """3.9 stands before 3.10, and what fits not is left out."""
    found = fitting("3.*", ("3.10", "latest", "3.9", "3.9-slim", "2.7", "3.10.1"))

    assert found == ("3.9", "3.9-slim", "3.10", "3.10.1")


@pytest.mark.parametrize("tags", [(), ("3.9",)])
def test_too_few_tags_are_told(tags: tuple[str, ...]) -> None:
    """A search needs two ends."""
    with pytest.raises(UsageError, match=f"{len(tags)} tags"):
        fitting("3.*", tags)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3.*", True), ("3.1?", True), ("3.1,3.*", False), ("@list*", False), ("3.1,3.2", False)],
)
def test_a_pattern_stands_alone(text: str, expected: bool) -> None:  # noqa: FBT001 - a table
    """A list is a list, a file is a file."""
    assert is_pattern(text) is expected
