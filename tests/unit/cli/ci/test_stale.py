"""Removing what killed runs have left in the temporary folder."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bisectbuild.cli.ci import stale
from bisectbuild.cli.ci.stale import PREFIX, drop_stale, held_folder


def test_the_folders_of_processes_that_are_gone_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of processes that live stay, and what has another name."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen(("true",)) as gone:
        gone.wait()
    old = tmp_path / f"{PREFIX}{gone.pid}-abc"
    others = (tmp_path / f"{PREFIX}{os.getpid()}-abc", tmp_path / f"{PREFIX}x", tmp_path / "y")
    for folder in (old, *others):
        folder.mkdir()
    (old / "0-stdout.log").write_text("x")
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / f"{PREFIX}{gone.pid}-link").symlink_to(outside)

    assert drop_stale() == 1

    assert not old.exists()
    assert all(folder.is_dir() for folder in (*others, outside))


_RUN = """
import sys, tempfile
from bisectbuild.cli.ci import stale
tempfile.tempdir = sys.argv[1]
with stale.held_folder() as folder:
    (folder / "0-stdout.log").write_text("x")
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_a_run_whose_process_cannot_be_seen_keeps_its_folder_until_it_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one in another container that shares the temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(stale, "lives", lambda _: False)
    words = (sys.executable, "-c", _RUN, str(tmp_path))
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        folder = Path(other.stdout.readline().strip())

        assert drop_stale() == 0
        assert (folder / "0-stdout.log").is_file()
        other.kill()

    assert drop_stale() == 1
    assert list(tmp_path.iterdir()) == []


def test_without_a_temporary_folder_there_is_nothing_to_remove(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Python itself finds none then, and says so by an error."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", list)

    assert drop_stale() == 0


def test_a_folder_that_is_removed_before_it_is_held_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run may take it for a stale one in between."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    really = fcntl.flock
    removed: list[Path] = []

    def late(held: int, how: int) -> None:
        if not removed:
            removed.extend(tmp_path.iterdir())
            removed[0].rmdir()
        really(held, how)

    monkeypatch.setattr(fcntl, "flock", late)

    with held_folder() as folder:
        assert folder.is_dir()
        assert folder != removed[0]
    assert list(tmp_path.iterdir()) == []
