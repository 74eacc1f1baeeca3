"""What tests of a search share: a folder to search in, and searches that are only asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bisectbuild.cli.bisect import hunt

if TYPE_CHECKING:
    from pathlib import Path

    from bisectbuild.cli.bisect.wish import Wish


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of one's own, with records of one's own."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return folder


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> list[Wish]:
    """Keep what is asked for, and search for nothing."""
    kept: list[Wish] = []

    def keep(wished: Wish) -> int:
        kept.append(wished)
        return 0

    monkeypatch.setattr(hunt, "hunt", keep)
    return kept
