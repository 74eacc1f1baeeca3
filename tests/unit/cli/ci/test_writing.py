"""Writing the files of a failure into a checkout that a stranger may have filled."""

from __future__ import annotations

import errno
import json
import stat
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from bisectbuild.cli.ci.writing import CODE_QUALITY, FORMATS, reports, write_files
from tests.support.postmortems import full

FILES = {"postmortem.json": b"{}", "session.cast": b"x"}


def test_each_format_is_a_file_of_its_own() -> None:
    """GitLab's too."""
    assert set(reports(full())) == {*FORMATS, CODE_QUALITY}


def test_services_are_told_the_path_that_the_checkout_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job may work in a folder of it; people are told the path that they typed."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "Dockerfile").write_text("FROM x\n")
    monkeypatch.chdir(tmp_path / "sub")
    own = full().dockerfile

    for given in ("Dockerfile", str(tmp_path / "sub" / "Dockerfile")):
        written = reports(full(dockerfile=replace(own, path=given)), tmp_path)

        (entry, *_) = json.loads(written[CODE_QUALITY])
        (result, *_) = json.loads(written["postmortem.sarif"])["runs"][0]["results"]
        assert entry["location"]["path"] == "sub/Dockerfile"
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place == {"uri": "sub/Dockerfile"}
        assert json.loads(written["postmortem.json"])["dockerfile"]["path"] == given


def test_where_not_all_have_room_none_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All go elsewhere together; what an earlier run wrote stays as it was."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    wanted = tmp_path / "reports"
    wanted.mkdir()
    (wanted / "postmortem.json").write_text("earlier")
    really = tempfile.mkstemp

    def full_disk(*, prefix: str, dir: Path) -> tuple[int, str]:  # noqa: A002 - its name there
        if dir == wanted and "session" in prefix:
            raise OSError(errno.ENOSPC, "No space left on device")
        return really(prefix=prefix, dir=dir)

    monkeypatch.setattr(tempfile, "mkstemp", full_disk)

    folder = write_files(wanted, FILES)

    assert folder is not None
    assert folder != wanted
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert [path.name for path in wanted.iterdir()] == ["postmortem.json"]
    assert (wanted / "postmortem.json").read_text() == "earlier"


def test_where_a_name_cannot_be_had_none_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a folder has it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    wanted = tmp_path / "reports"
    (wanted / "session.cast").mkdir(parents=True)

    folder = write_files(wanted, FILES)

    assert folder is not None
    assert folder != wanted
    assert [path.name for path in wanted.iterdir()] == ["session.cast"]


def test_where_a_name_cannot_be_had_what_an_earlier_run_wrote_is_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were replaced by then get their old text back; a link stays one."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    wanted = tmp_path / "reports"
    (wanted / "session.cast").mkdir(parents=True)
    (wanted / "postmortem.json").write_text("earlier")
    (wanted / "postmortem.md").symlink_to("nowhere")
    new = {"postmortem.json": b"{}", "postmortem.md": b"#", "postmortem.xml": b"<", **FILES}

    folder = write_files(wanted, new)

    assert folder is not None
    assert folder != wanted
    assert sorted(path.name for path in folder.iterdir()) == sorted(new)
    assert sorted(path.name for path in wanted.iterdir()) == [
        *("postmortem.json", "postmortem.md", "session.cast"),
    ]
    assert (wanted / "postmortem.json").read_text() == "earlier"
    assert (wanted / "postmortem.md").is_symlink()


def test_a_link_in_the_place_of_a_report_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """What it led to stays as it was; no other file is left behind."""
    folder, victim = tmp_path / "reports", tmp_path / "victim"
    folder.mkdir()
    victim.write_text("mine")
    (folder / "postmortem.json").symlink_to(victim)

    assert write_files(folder, FILES) == folder

    assert victim.read_text() == "mine"
    assert (folder / "postmortem.json").read_bytes() == b"{}"
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert stat.S_IMODE((folder / "session.cast").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "postmortem.json").stat().st_mode) == 0o644


def test_a_folder_that_is_a_link_or_cannot_be_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new one below the temporary folder is."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")

    for wanted in (tmp_path / "link", Path("/proc/reports")):
        folder = write_files(wanted, FILES)
        assert folder is not None
        assert folder.parent == tmp_path
        assert (folder / "postmortem.json").is_file()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_where_there_is_no_room_anywhere_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The log has the diagnosis all the same."""
    monkeypatch.setattr(tempfile, "tempdir", "/proc/none")

    assert write_files(Path("/proc/reports"), FILES) is None
