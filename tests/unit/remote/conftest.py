"""The people of these tests."""

from __future__ import annotations

import pwd
from collections.abc import Callable
from pathlib import Path
from typing import Never

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


@pytest.fixture
def no_account(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give what makes us a user without a home, as `docker run --user 4711` does; "" is no name."""

    def unknown(_: object) -> Never:
        raise KeyError

    def become(name: str) -> None:
        monkeypatch.setattr(pwd, "getpwuid", unknown)
        for variable in ("HOME", "LOGNAME", "USER", "LNAME", "USERNAME"):
            monkeypatch.delenv(variable, raising=False)
        if name:
            monkeypatch.setenv("LOGNAME", name)

    return become
