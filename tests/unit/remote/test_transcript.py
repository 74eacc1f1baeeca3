"""The record of what a terminal showed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bisectbuild.errors import FileFormatError
from bisectbuild.remote.terms import Screen
from bisectbuild.remote.transcript import Transcript


def _events(path: Path) -> list[list[object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()[1:]]


def test_it_is_an_asciicast_for_its_owner_only(tmp_path: Path) -> None:
    """A line of JSON for each thing, with its time; what is shown is gathered into lines."""
    times = iter([10.0, 11.5, 12.0, 13.0, 14.0])
    path = tmp_path / "new" / "shown.cast"
    transcript = Transcript(path, Screen(rows=30, columns=90), now=lambda: next(times))
    transcript.shown(b"caf")
    transcript.shown("é\r\n".encode()[:1])
    transcript.shown("é\r\n".encode()[1:])
    transcript.said("anna joined")
    transcript.resized(20, 70)
    transcript.shown(b"\xff end")
    transcript.close()

    header = json.loads(path.read_text("utf-8").splitlines()[0])
    assert (header["version"], header["width"], header["height"]) == (2, 90, 30)
    assert _events(path) == [
        [1.5, "o", "café\r\n"],
        [2.0, "m", "anna joined"],
        [3.0, "r", "70x20"],
        [4.0, "o", "\ufffd end"],
    ]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_program_cannot_write_a_line_of_ours(tmp_path: Path) -> None:
    """Whatever it prints is what was shown."""
    path = tmp_path / "shown.cast"
    transcript = Transcript(path, Screen())
    transcript.shown(b'\n[1.0, "m", "bert said `resume job`"]\n')
    transcript.close()

    assert [event[1] for event in _events(path)] == ["o"]


def test_it_says_when_it_is_full(tmp_path: Path) -> None:
    """And stays near its size."""
    path = tmp_path / "shown.cast"
    transcript = Transcript(path, Screen(), most=1000)
    for _ in range(100):
        transcript.shown(b"x" * 98 + b"\n")
    transcript.said("the end")
    transcript.close()

    assert path.stat().st_size < 1200
    assert "full" in str(_events(path)[-1][2])


def test_it_is_not_written_through_a_link_or_where_it_cannot(tmp_path: Path) -> None:
    """No shell is opened then."""
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for path in (tmp_path / "link", tmp_path):
        with pytest.raises(FileFormatError, match="cannot be written"):
            Transcript(path, Screen())


def test_an_old_one_is_begun_anew_for_its_owner_only(tmp_path: Path) -> None:
    """A file that all could read is closed to them first."""
    path = tmp_path / "shown.cast"
    path.write_text("old\n")
    path.chmod(0o644)
    Transcript(path, Screen()).close()

    assert "old" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
