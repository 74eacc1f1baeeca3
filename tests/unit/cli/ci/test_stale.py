"""Removing what killed runs have left in the temporary folder."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from bisectbuild.cli.ci.stale import PREFIX, drop_stale


def test_the_folders_of_processes_that_are_gone_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of processes that live stay, and what has another name."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen(("true",)) as gone:
        gone.wait()
    stale = tmp_path / f"{PREFIX}{gone.pid}-abc"
    others = (tmp_path / f"{PREFIX}{os.getpid()}-abc", tmp_path / f"{PREFIX}x", tmp_path / "y")
    for folder in (stale, *others):
        folder.mkdir()
    (stale / "0-stdout.log").write_text("x")
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / f"{PREFIX}{gone.pid}-link").symlink_to(outside)

    assert drop_stale() == 1

    assert not stale.exists()
    assert all(folder.is_dir() for folder in (*others, outside))
