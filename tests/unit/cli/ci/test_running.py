"""Running a wrapped command when something of ours goes wrong."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bisectbuild.cli.ci import failed
from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.cli.ci.running import run
from bisectbuild.cli.ci.writing import reports, write_files
from bisectbuild.errors import EngineError, ExitCode
from tests.support.postmortems import full

PASSED = r"#1 [1/2] FROM busybox\n#1 DONE 0.1s\n\n#2 [2/2] RUN true\n#2 DONE 0.2s\n"
SHELL = ("--on-failure=shell", "--allow-user=github:octocat")
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
    assert "TMPDIR" in told.err


_NO_FOLDER = """
import sys, tempfile
tempfile._candidate_tempdir_list = list
from bisectbuild.cli import run
sys.exit(run(["ci", *sys.argv[1:]]))
"""


@pytest.mark.parametrize(
    ("more", "code"), [((), 7), (("--exit-code=own",), ExitCode.INCONCLUSIVE), (SHELL, 7)]
)
def test_on_a_machine_that_can_be_written_to_nowhere_the_failure_is_told(
    more: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    """As in a read-only container: no bug of ours is told, and the command's code stays."""
    words = (*more, "--", "sh", "-c", f"printf '{PASSED}'; exit 7")

    done = subprocess.run(
        (sys.executable, "-c", _NO_FOLDER, *words),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )

    assert done.returncode == code
    assert "What it printed could not be kept: the temporary folder" in done.stderr
    assert "bug" not in done.stderr


def test_of_a_command_that_printed_nothing_it_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    """The temporary folder is not blamed for it."""
    assert run(FAILS) == 42

    told = capfd.readouterr().err
    assert "It printed nothing" in told
    assert "temporary folder" not in told


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("true",), ExitCode.HEALTHY),
        (("sh", "-c", "exit 1"), ExitCode.INCONCLUSIVE),
        (("sh", "-c", f"printf '{PASSED}'; exit 1"), ExitCode.INCONCLUSIVE),
        (("nosuch",), ExitCode.USAGE),
        (("/", "build"), ExitCode.USAGE),
        (("PATH=/nowhere", "docker", "build", "."), ExitCode.NO_ENGINE),
        (("sh", "-c", "kill -TERM $PPID; while :; do :; done"), ExitCode.INTERRUPTED),
    ],
)
def test_our_own_code_is_one_of_the_contracts(
    words: tuple[str, ...],
    code: ExitCode,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """1 says that a culprit was found, which is not so where nothing could be judged."""
    monkeypatch.chdir(tmp_path)

    assert run(CiOptions(words=words, folder=Path("never"), own_code=True)) == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EngineError("It went away."), ExitCode.NO_ENGINE),
        (ValueError("a bug"), ExitCode.BUG),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
    ],
)
def test_what_goes_wrong_afterwards_has_its_own_code_where_ours_is_asked_for(
    error: BaseException, code: ExitCode, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As with debug."""

    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(failed, "failed", fail)
    monkeypatch.chdir(tmp_path)

    assert run(CiOptions(words=FAILS.words, folder=Path("never"), own_code=True)) == code


@pytest.mark.parametrize("code", [0, 5])
def test_the_reports_of_an_earlier_failure_are_gone_before_the_command_runs(
    code: int, tmp_path: Path
) -> None:
    """A service would take them for those of this build; a person's own file stays."""
    write_files(tmp_path, {**reports(full()), "notes.md": b"mine"})
    words = ("sh", "-c", f"test ! -e {tmp_path}/postmortem.json && exit {code}")

    assert run(CiOptions(words=words, folder=tmp_path)) == code
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]


def test_what_is_to_be_told_first_is_told_before_the_command_prints(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A build may take an hour."""
    words = ("sh", "-c", "echo built >&2")

    assert run(CiOptions(words=words, folder=Path("never")), ("look here",)) == 0
    assert capfd.readouterr().err == "look here\nbuilt\n"
