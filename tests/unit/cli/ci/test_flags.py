"""The options of ci."""

from __future__ import annotations

import pytest

from bisectbuild.cli.ci.flags import seconds
from bisectbuild.errors import UsageError


@pytest.mark.parametrize(
    ("text", "found"), [("90", 90), ("90s", 90), ("10m", 600), ("1h", 3600), (" 1.5M ", 90)]
)
def test_a_time_is_read_with_its_unit(text: str, found: float) -> None:
    """Seconds where there is none."""
    assert seconds("--idle-timeout", text) == found


@pytest.mark.parametrize("text", ["", "0", "0m", "-1", "m", "1d", "1m30s", "٣m"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """The flag is named."""
    with pytest.raises(UsageError, match="--idle-timeout"):
        seconds("--idle-timeout", text)
