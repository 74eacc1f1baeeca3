"""What `ci` leaves to the process it starts: only that one takes it, from no other folder."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.cli.ci.left import LeftHere, leave, read_left
from bisectbuild.cli.ci.stale import PREFIX
from bisectbuild.errors import ExitCode, UnreadableError
from bisectbuild.remote.control import place
from bisectbuild.remote.terms import CONTROL

WORDS = ("docker", "build", "--network=host", ".")
NOTE: dict[str, Any] = {"words": WORDS, "logs": ["/x/1.log"], "images": {"before": "sha256:1"}}


@pytest.fixture
def control() -> Iterator[dict[str, str]]:
    """Give the environment that `ci` gives the process it starts."""
    with place() as path, socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))
        yield {CONTROL: str(path)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of the `ci` that started us."""
    made = tmp_path / f"{PREFIX}{os.getppid()}-x"
    made.mkdir(mode=0o700)
    leave(made, WORDS, ("/x/1.log",), {"before": "sha256:1"})
    return made


def _refused(folder: Path, environment: dict[str, str]) -> UnreadableError:
    with pytest.raises(UnreadableError) as refused:
        read_left(folder, environment)
    assert refused.value.exit_code is ExitCode.UNREADABLE
    return refused.value


def test_the_process_that_ci_started_takes_what_was_left(
    folder: Path, control: dict[str, str]
) -> None:
    """With all flags: it is the build of this very machine."""
    found = read_left(folder, control)

    assert isinstance(found, LeftHere)
    assert found.build.flags == ("--network=host",)
    assert (found.logs, found.images) == (("/x/1.log",), {"before": "sha256:1"})


def test_a_folder_that_a_person_names_is_refused(folder: Path) -> None:
    """Such as an artefact that was unpacked: the bundle's file is asked for."""
    refused = _refused(folder, {})

    assert "is a folder" in refused.message
    assert "bundle's file" in refused.hint


def test_a_control_that_is_no_socket_of_ours_is_none(folder: Path) -> None:
    """A name in the environment is easily set."""
    for named in ("", "/nowhere", str(folder), str(folder / "left.json")):
        assert "is a folder" in _refused(folder, {CONTROL: named}).message


@pytest.mark.parametrize("mode", [0o777, 0o755, 0o710, 0o702])
def test_a_folder_that_others_come_into_is_refused(
    folder: Path, control: dict[str, str], mode: int
) -> None:
    """Somebody else may have put its note there."""
    folder.chmod(mode)

    assert "is a folder" in _refused(folder, control).message


def test_a_folder_of_somebody_else_is_refused(
    folder: Path, control: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it holds."""
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    assert "is a folder" in _refused(folder, control).message


def test_a_link_to_a_folder_is_refused(folder: Path, control: dict[str, str]) -> None:
    """Where it leads may be another place by the time that it is read."""
    moved = folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(moved)

    assert "is a folder" in _refused(folder, control).message


@pytest.mark.parametrize("name", ["artefact", f"{PREFIX}1000000-x", f"{PREFIX}{os.getppid()}0-x"])
def test_a_folder_of_another_process_is_refused(
    folder: Path, control: dict[str, str], name: str
) -> None:
    """Within the shell of a job that waits others can be named as well."""
    assert "is a folder" in _refused(folder.rename(folder.with_name(name)), control).message


@pytest.mark.parametrize(
    "told",
    [
        *({key: value for key, value in NOTE.items() if key != left_out} for left_out in NOTE),
        {**NOTE, "words": 1},
        {**NOTE, "images": [1]},
        {**NOTE, "images": None},
        [],
        None,
    ],
)
def test_a_note_that_is_not_whole_is_refused(
    folder: Path, control: dict[str, str], told: object
) -> None:
    """Without a traceback."""
    (folder / "left.json").write_text(json.dumps(told))

    assert "nothing that a build was left in" in _refused(folder, control).message
