"""Where the user we run as has no home and no name, people come in all the same."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bisectbuild.remote.account import account
from tests.support.ssh_people import Key, Served, connect, served


def test_a_user_without_a_home_can_let_people_in(
    tmp_path: Path, anna: Key, no_account: Callable[[str], None]
) -> None:
    """Also without a name; what was lent for it is gone afterwards."""
    no_account("")

    async def come(it: Served) -> str:
        async with connect(it, anna) as connection:
            return str((await connection.run("status")).stdout)

    with served(tmp_path, anna.public) as it:
        assert "attached:" in asyncio.run(come(it))

    assert "HOME" not in os.environ
    assert "LOGNAME" not in os.environ


def test_a_user_with_a_home_and_a_name_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their known hosts and keys are there."""
    monkeypatch.setenv("HOME", "/home/anna")
    monkeypatch.setenv("LOGNAME", "anna")
    with account(tmp_path):
        assert (os.environ["HOME"], os.environ["LOGNAME"]) == ("/home/anna", "anna")
    assert (os.environ["HOME"], os.environ["LOGNAME"]) == ("/home/anna", "anna")
