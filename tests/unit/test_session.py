"""Tests for bisectbuild.session."""

from __future__ import annotations

import os
from pathlib import Path

from bisectbuild import session


def test_a_session_lies_in_the_state_folder_and_only_for_its_owner(tmp_path: Path) -> None:
    """Logs may hold what others shall not read."""
    begun = session.begin({"XDG_STATE_HOME": str(tmp_path)})

    assert begun.folder.parent == tmp_path / "bisectbuild"
    assert begun.folder.stat().st_mode & 0o777 == 0o700


def test_without_a_home_the_temporary_folder_serves(tmp_path: Path) -> None:
    """CI jobs may have no HOME, or one that cannot be written."""
    blocked = tmp_path / "file"
    blocked.write_text("")

    begun = session.begin({"XDG_STATE_HOME": str(blocked)})

    assert begun.folder.is_dir()
    assert tmp_path not in begun.folder.parents
    begun.forget()
    assert not begun.folder.exists()


def test_old_sessions_go_and_running_ones_stay(tmp_path: Path) -> None:
    """Ten are kept beside the ones that still run."""
    root = tmp_path / "bisectbuild"
    own = session.begin({"XDG_STATE_HOME": str(tmp_path)})
    os.utime(own.folder, (0, 0))
    mark = own.id.split("-")[1]
    for number in range(12):
        dead = root / f"dead{number:02d}-{mark}-999999{number}"
        dead.mkdir()
        os.utime(dead, (1000 + number, 1000 + number))

    session.begin({"XDG_STATE_HOME": str(tmp_path)})

    assert own.folder.is_dir()
    assert len(list(root.glob("dead*"))) == 9


def test_a_session_of_this_process_is_running(tmp_path: Path) -> None:
    """Its id ends in the process id."""
    assert session.is_running(session.begin({"XDG_STATE_HOME": str(tmp_path)}).id)


def test_a_session_of_a_dead_process_is_not_running(tmp_path: Path) -> None:
    """What it left may be removed."""
    mark = session.begin({"XDG_STATE_HOME": str(tmp_path)}).id.split("-")[1]

    assert not session.is_running(f"abcd-{mark}-4194999")


def test_a_session_of_another_machine_is_left_alone() -> None:
    """An engine may serve many machines, and a process id means nothing elsewhere."""
    assert session.is_running("abcd-ffffffff-4194999")


def test_containers_that_were_noted_and_are_not_gone_are_found(tmp_path: Path) -> None:
    """A killed run's are found by the next one."""
    env = {"XDG_STATE_HOME": str(tmp_path)}
    begun = session.begin(env)
    begun.note("a1", gone=False)
    begun.note("a1", gone=True)
    begun.note("b2", gone=False)

    assert session.noted(env) == {begun.id: ("b2",)}
    session.settle(begun.id, env)
    assert session.noted(env) == {}
