"""Removing the reports of an earlier failure, and nothing of a person's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bisectbuild.cli.ci.earlier import BESIDE, MARKS, drop_earlier
from bisectbuild.cli.ci.publishing import RECORDING
from bisectbuild.cli.ci.writing import CODE_QUALITY, reports, write_files
from bisectbuild.postmortem import Postmortem
from tests.support.postmortems import bisection, full, hostile, least

CAST = b'{"version": 2, "width": 80, "height": 24, "timestamp": 1}\n[0.1, "o", "x"]\n'
# A name of more than 255 bytes would be no file.
HOSTILE = hostile("`````\n## x </details>", '"check_name": "other"')


def test_each_file_that_a_failure_writes_is_known_by_its_name() -> None:
    """One that is added to the reports must be removed too."""
    assert {*MARKS, *BESIDE} == {*reports(full()), RECORDING}


@pytest.mark.parametrize("postmortem", [full(), least(), HOSTILE, bisection()])
def test_all_that_an_earlier_failure_wrote_is_removed(
    postmortem: Postmortem, tmp_path: Path
) -> None:
    """A list without an entry and a recording too; the folder itself may be a person's."""
    write_files(tmp_path, {**reports(postmortem), RECORDING: CAST})

    drop_earlier(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_report_that_is_too_long_for_one_is_removed_too(tmp_path: Path) -> None:
    """Its Markdown is cut."""
    command = "x" * 70000
    write_files(tmp_path, reports(full(transcript=(command,) * 40, reproduce=command)))

    drop_earlier(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_what_people_wrote_under_these_names_stays(tmp_path: Path) -> None:
    """Also what they made of ours, and what has no mark without a report beside it."""
    ours = reports(full())
    entries = [*json.loads(ours[CODE_QUALITY]), {"check_name": "hadolint/DL3008"}]
    theirs = {
        "postmortem.json": b'{"schema_version": 1, "incident": "bisectbuild"}',
        "postmortem.html": b'<html><meta name="generator" content="bisectbuild 1">',
        "postmortem.md": b"# What we learnt\n\n" + ours["postmortem.md"],
        "postmortem.sarif": b'{"runs": [{"tool": {"driver": {"name": "trivy"}}}]}',
        "postmortem.xml": b'<?xml version="1.0"?>\n<testsuites name="bisectbuild-shop"/>',
        CODE_QUALITY: json.dumps(entries, indent=2).encode() + b"\n",
        RECORDING: CAST,
        "notes.md": ours["postmortem.md"],
    }
    write_files(tmp_path, theirs)

    drop_earlier(tmp_path)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == theirs


def test_notes_below_a_report_are_a_persons(tmp_path: Path) -> None:
    """A file that was written on is no more only ours."""
    (tmp_path / "postmortem.md").write_bytes(reports(full())["postmortem.md"] + b"\nMended.\n")

    drop_earlier(tmp_path)

    assert (tmp_path / "postmortem.md").exists()


def test_no_link_is_followed_and_no_pipe_waited_for(tmp_path: Path) -> None:
    """Neither one in the folder's place, nor one in a report's."""
    real, folder = tmp_path / "real", tmp_path / "folder"
    real.mkdir()
    folder.mkdir()
    write_files(real, reports(full()))
    (folder / "postmortem.json").symlink_to(real / "postmortem.json")
    os.mkfifo(folder / "postmortem.md")
    (tmp_path / "link").symlink_to(real)

    drop_earlier(folder)
    drop_earlier(tmp_path / "link")
    drop_earlier(tmp_path / "nowhere")

    assert {path.name for path in real.iterdir()} == {*reports(full())}
    assert {path.name for path in folder.iterdir()} == {"postmortem.json", "postmortem.md"}


def test_what_cannot_be_removed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Else it would be taken for a report of this build."""
    write_files(tmp_path, reports(full()))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "unlink", refuse)

    drop_earlier(tmp_path)

    told = capfd.readouterr().err
    assert f"{tmp_path} are of an earlier failure" in told
    assert "--report-dir" in told
