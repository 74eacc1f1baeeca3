"""What a shared shell is given of the logs that a folder holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from bisectbuild.cli.ci import opening
from bisectbuild.cli.ci.case import Case
from bisectbuild.cli.ci.flags import ShellOptions
from bisectbuild.remote.ending import Ending, How

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
