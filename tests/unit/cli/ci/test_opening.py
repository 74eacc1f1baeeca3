"""What a shared shell is given of the logs that a folder holds."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from bisectbuild.cli.ci import opening
from bisectbuild.cli.ci.case import Case
from bisectbuild.cli.ci.flags import ShellOptions
from bisectbuild.remote.ending import Ending, How
from bisectbuild.remote.terms import Screen

if TYPE_CHECKING:
    from bisectbuild.outcome import Outcome
    from bisectbuild.postmortem import Postmortem

CASE = Case(
    words=("docker", "build", "."), outcome=cast("Outcome", 0), postmortem=cast("Postmortem", 0)
)
SHELL = ShellOptions(
    keys="",
    users=(),
    via="",
    via_key=None,
    via_known_hosts=None,
    listen=("127.0.0.1", 0),
    connect=1,
    idle=1,
    limit=1,
    forks=False,
)
ORDER = ["0-stdout.log", "9-stdout.log", "10-stdout.log", "0-stderr.log"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the logs of a long build."""
    for name in ORDER:
        (tmp_path / name).write_text("x")
    return tmp_path


def test_a_shell_reads_the_logs_in_the_order_in_which_they_were_printed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a log whose end stands before its beginning it would judge another failure."""
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(opening, "_why_none", lambda *_: "")
    monkeypatch.setattr(opening, "serve", lambda *_: Ending(how=How.LIMIT, by="", seconds=1.0))

    assert opening.open_shell(CASE, SHELL, folder, {})

    left = json.loads((folder / "left.json").read_bytes())
    assert [Path(name).name for name in left["logs"]] == ORDER


def test_without_room_for_its_socket_no_shell_opens_and_the_log_says_why(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A temporary folder that became full is no bug of ours."""
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(opening, "_why_none", lambda *_: "")
    with monkeypatch.context() as full:
        full.setattr(tempfile, "tempdir", "/proc/none")
        ending = opening.open_shell(CASE, SHELL, folder, {})

    assert ending is None
    told = capfd.readouterr().err
    assert "No shell opens: The temporary folder cannot be written to" in told
    assert "TMPDIR" in told


def test_what_is_served_has_the_variables_of_the_job_and_not_those_lent_for_ssh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home that is made up would hide where docker looks for its settings without one."""
    given: list[dict[str, str]] = []
    monkeypatch.setattr(opening, "Pseudo", lambda _argv, env, **_size: given.append(env))
    monkeypatch.setenv("OURS", "yes")
    monkeypatch.delenv("HOME", raising=False)
    start = opening._program(tmp_path, tmp_path / "control")  # noqa: SLF001 - serve() calls it
    monkeypatch.setenv("HOME", "/lent")

    start(Screen())

    assert given[0]["OURS"] == "yes"
    assert "HOME" not in given[0]
