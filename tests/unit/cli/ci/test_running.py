"""Running a wrapped command when something of ours goes wrong."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from bisectbuild.cli.ci import failed
from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.cli.ci.running import run
from bisectbuild.errors import EngineError

FAILS = CiOptions(words=("sh", "-c", "exit 42"), folder=Path("never"))


@pytest.mark.parametrize("error", [EngineError("It went away.", hint="Look."), ValueError("a bug")])
def test_whatever_goes_wrong_afterwards_the_commands_code_stays(
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """It is told, and a bug of ours leaves its report."""

    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(failed, "failed", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    assert run(FAILS) == 42
    assert "bisectbuild" in capfd.readouterr().err


def test_without_a_temporary_folder_the_command_runs_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Why there is no diagnosis is told."""

    def none(**_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("tempfile.TemporaryDirectory", none)

    assert run(CiOptions(words=("sh", "-c", "echo out; exit 7"), folder=Path("never"))) == 7
    told = capfd.readouterr()
    assert told.out == "out\n"
    assert "could not be kept" in told.err
