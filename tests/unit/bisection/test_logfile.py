"""The file of a log, whatever ends the writing of it."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from bisectbuild.bisection import logfile

_WRITE = os.write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the file of a log that is not there yet."""
    return tmp_path / "log"


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    opened = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT)
    try:
        yield opened
    finally:
        os.close(opened)


@pytest.mark.parametrize("torn", ["bis", "bisectbuild bisect ba\0\0", "\0\0\0", "bad 'x\ny\n", ""])
def test_what_is_written_behind_half_a_line_takes_its_place(file: Path, torn: str) -> None:
    """It is no part of it."""
    file.write_text(f"a caf\u00e9\n{torn}")

    assert logfile.read(file) == "a caf\u00e9\n"
    if torn.endswith("\n"):
        return  # A quote that is open: only reading can tell.
    with _opened(file) as log:
        logfile.append(log, "b\n")
        logfile.append(log, "c\n")

    assert file.read_text() == "a caf\u00e9\nb\nc\n"


@pytest.mark.parametrize(
    ("text", "torn"),
    [("a\nb", True), ("a\n\0\0", True), ("a 'x\ny\n", True), ("a\n", False), ("", False)],
)
def test_it_can_be_told_whether_the_end_was_cut_short(file: Path, text: str, *, torn: bool) -> None:
    """An editor's mark is nothing of that kind."""
    file.write_text(f"\ufeff{text}")

    assert logfile.is_torn(file) is torn


def test_threads_that_write_at_once_take_nothing_from_one_another(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one has written so far is no half line to another."""

    def slowly(log: int, data: memoryview) -> int:
        time.sleep(0.0005)
        return _WRITE(log, bytes(data)[:3])

    monkeypatch.setattr(os, "write", slowly)
    lines = [f"line number {number}\n" for number in range(24)]

    with _opened(file) as log, ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda line: logfile.append(log, line), lines))

    assert sorted(file.read_text().splitlines(keepends=True)) == sorted(lines)


def test_the_mark_of_an_editor_is_no_part_of_a_log(file: Path) -> None:
    """And bytes of any kind are kept."""
    file.write_bytes(b"\xef\xbb\xbfa \xe9\r\n")

    assert logfile.read(file) == "a \udce9\r\n"


def test_what_a_disk_takes_in_parts_is_written_whole(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says how much it took, and no more."""
    monkeypatch.setattr(os, "write", lambda log, data: _WRITE(log, bytes(data)[:2]))

    with _opened(file) as log:
        logfile.append(log, "abcdefg\n")
    assert file.read_text() == "abcdefg\n"
    logfile.put(file, "hijkl\n")
    assert file.read_text() == "hijkl\n"


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left beside it."""
    file.write_text("before\n")

    def full(log: int, data: memoryview) -> int:
        raise OSError(errno.ENOSPC, f"{log} {len(data)}")

    monkeypatch.setattr(os, "write", full)

    with pytest.raises(OSError, match="Errno 28"):
        logfile.put(file, "after\n")
    assert file.read_text() == "before\n"
    assert list(file.parent.iterdir()) == [file]
