"""The people of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.ssh_people import Key, new_key


@pytest.fixture
def anna(tmp_path: Path) -> Key:
    """Give the key of one who is listed."""
    return new_key(tmp_path, "anna")


@pytest.fixture
def bert(tmp_path: Path) -> Key:
    """Give the key of one more."""
    return new_key(tmp_path, "bert")
