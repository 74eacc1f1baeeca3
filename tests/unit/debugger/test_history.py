"""The lines that are kept for the next time."""

from __future__ import annotations

from pathlib import Path

from prompt_toolkit.history import InMemoryHistory

from bisectbuild.debugger.history import history


def hide(text: str) -> str:
    """Take one secret out."""
    return text.replace("hunter2", "***")


def test_lines_are_kept_in_the_state_folder_for_the_person_alone(tmp_path: Path) -> None:
    """The next session has them."""
    where = {"XDG_STATE_HOME": str(tmp_path)}
    history(hide, where).append_string("run ls")
    file = tmp_path / "bisectbuild" / "history"

    assert file.stat().st_mode & 0o777 == 0o600
    assert list(history(hide, where).load_history_strings()) == ["run ls"]


def test_lines_with_a_secret_are_never_stored(tmp_path: Path) -> None:
    """Neither a known value nor one given to a name of a secret."""
    where = {"HOME": str(tmp_path)}
    kept = history(hide, where)
    for line in ("run echo hunter2", "set API_TOKEN=x", "!PASSWORD=y make", "set KEYBOARD=us"):
        kept.append_string(line)

    file = tmp_path / ".local" / "state" / "bisectbuild" / "history"
    text = file.read_text()
    assert "set KEYBOARD=us" in text
    assert "hunter2" not in text
    assert "TOKEN" not in text
    assert "PASSWORD" not in text


def test_without_a_folder_to_write_the_history_lasts_a_session(tmp_path: Path) -> None:
    """No HOME, or a file in the way."""
    (tmp_path / "file").touch()

    assert isinstance(history(hide, {}), InMemoryHistory)
    assert isinstance(history(hide, {"HOME": str(tmp_path / "file")}), InMemoryHistory)


def test_a_full_disk_loses_the_history_alone(tmp_path: Path) -> None:
    """The line is still there in this session."""
    kept = history(hide, {"HOME": str(tmp_path)})
    file = tmp_path / ".local" / "state" / "bisectbuild" / "history"
    file.unlink()
    file.mkdir()
    kept.append_string("run ls")

    assert kept.get_strings() == ["run ls"]
