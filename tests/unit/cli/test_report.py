"""Tests for bisectbuild.cli.report, through the door that every command goes through."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bisectbuild.cli import run
from bisectbuild.postmortem import Postmortem, to_json
from bisectbuild.report import RENDERERS, renderer
from tests.support.postmortems import full, least


@pytest.fixture
def saved(tmp_path: Path) -> str:
    """Give the name of a saved record."""
    return _save(tmp_path / "full.json", full())


def _save(path: Path, record: Postmortem) -> str:
    path.write_bytes(to_json(record))
    return str(path)


@pytest.mark.parametrize("form", RENDERERS)
def test_a_saved_record_is_printed_in_any_format(
    saved: str, form: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """As it would have been written at once; the code says that this worked."""
    assert run(["report", saved, f"--format={form}"]) == 0
    assert capfdbinary.readouterr().out == renderer(form)(full())


def test_text_is_what_is_printed_unless_asked(
    saved: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A person reads it."""
    run(["report", saved])

    assert capfdbinary.readouterr().out == renderer("text")(full())


def test_reports_are_written_beside(saved: str, tmp_path: Path) -> None:
    """Each in the format of its ending."""
    files = [tmp_path / name for name in ("a.html", "a.sarif.json", "a.txt")]
    words = [f"--report={file}" for file in files]

    assert run(["report", saved, *words]) == 0
    assert files[0].read_bytes() == renderer("html")(full())
    assert files[1].read_bytes() == renderer("sarif")(full())
    assert files[2].read_bytes() == renderer("text")(full())


def test_a_record_can_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Of a pipe."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(to_json(least()))))

    assert run(["report", "-", "--format=json"]) == 0
    assert capfdbinary.readouterr().out == to_json(least())


def test_two_records_are_compared(
    saved: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The first is the earlier one."""
    other = _save(tmp_path / "least.json", least())

    assert run(["report", other, saved, "--format=json", f"--report={tmp_path / 'c.md'}"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert (found["before"]["status"], found["after"]["status"]) == ("healthy", "broken")
    assert (tmp_path / "c.md").read_text().startswith("## Two builds compared\n")


@pytest.mark.parametrize("word", ["--format=html", "--report=c.html"])
def test_a_comparison_has_no_other_format(
    saved: str,
    word: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    """It is said before anything is printed."""
    monkeypatch.chdir(tmp_path)

    assert run(["report", saved, saved, word]) == 2
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"It has: text, json, markdown" in err
    assert not (tmp_path / "c.html").exists()


def test_three_records_are_too_many(saved: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Two are compared."""
    assert run(["report", saved, saved, saved]) == 2
    assert b"bisectbuild report BEFORE.json AFTER.json" in capfdbinary.readouterr().err


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"schema_version": 1}', b"\xff\xfe", to_json(full())[:-20]]
)
def test_a_file_that_is_no_record_is_refused(
    data: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """With its name, and without a traceback."""
    (tmp_path / "bad.json").write_bytes(data)

    assert run(["report", str(tmp_path / "bad.json")]) == 6
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"bad.json: This is no postmortem of bisectbuild" in err


@pytest.mark.parametrize("name", ["none.json", "."])
def test_a_file_that_cannot_be_read_is_told(
    name: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """With its reason."""
    assert run(["report", str(tmp_path / name)]) == 6
    assert b"cannot be read" in capfdbinary.readouterr().err


def test_a_report_with_another_ending_is_refused_first(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Before the record is read."""
    assert run(["report", str(tmp_path / "none.json"), "--report=a.pdf"]) == 2
    assert b"No report format has the ending of a.pdf" in capfdbinary.readouterr().err
