"""The log of one step."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.trace.logfile import TAIL_LINES, LogFile


@given(st.lists(st.binary(max_size=40)))
def test_where_chunks_are_cut_changes_nothing(chunks: list[bytes]) -> None:
    """Pipes cut anywhere, within lines and within characters."""
    whole, cut = LogFile(path=None), LogFile(path=None)
    whole.write(b"".join(chunks))

    for chunk in chunks:
        cut.write(chunk)

    assert (cut.tail(), cut.count(), cut.size) == (whole.tail(), whole.count(), whole.size)


def test_the_tail_is_the_last_lines_and_the_file_is_whole(tmp_path: Path) -> None:
    """However long the log."""
    log = LogFile(path=tmp_path / "new" / "0001.log")
    data = b"".join(b"line %d\n" % number for number in range(1000))
    for at in range(0, len(data), 1001):
        log.write(data[at : at + 1001])
    log.close()

    assert log.tail() == tuple(f"line {number}" for number in range(1000 - TAIL_LINES, 1000))
    assert log.count() == 1000
    assert (tmp_path / "new" / "0001.log").read_bytes() == data


def test_a_last_line_without_end_is_a_line() -> None:
    """`printf` at the end of a script."""
    log = LogFile(path=None)
    log.write(b"one\ntwo")

    assert log.tail() == ("one", "two")
    assert log.count() == 2


def test_a_line_without_end_is_kept_at_both_its_ends() -> None:
    """Progress bars grow for hours; memory does not."""
    log = LogFile(path=None)
    log.write(b"begin ")
    for _ in range(2000):
        log.write(b"\r 50% " * 100)
    log.write(b" end")

    (line,) = log.tail()
    assert line.startswith("begin ")
    assert line.endswith(" end")
    assert len(line) < 3000


def test_more_may_follow_after_the_file_was_closed(tmp_path: Path) -> None:
    """A step found cached can still be run."""
    log = LogFile(path=tmp_path / "log")
    log.write(b"one\n")
    log.close()
    log.write(b"two\n")
    log.close()

    assert (tmp_path / "log").read_bytes() == b"one\ntwo\n"


def test_an_older_log_under_the_name_is_replaced(tmp_path: Path) -> None:
    """A second build of the same cut."""
    (tmp_path / "log").write_bytes(b"old\n")
    log = LogFile(path=tmp_path / "log")
    log.write(b"new\n")
    log.close()

    assert (tmp_path / "log").read_bytes() == b"new\n"


def test_a_clipped_log_is_known() -> None:
    """By the builder's own words."""
    log = LogFile(path=None)
    log.write(b"x\n[output clipped, log limit 2MiB reached]\n")

    assert log.clipped


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_ends_the_file_and_not_the_run() -> None:
    """The tail is kept, and the reason."""
    log = LogFile(path=Path("/dev/full"))
    log.write(b"line\n" * 10_000)
    log.write(b"last\n")
    log.close()

    assert "No space left" in log.error
    assert log.path is None
    assert log.tail()[-1] == "last"


def test_a_folder_that_cannot_be_made_ends_the_file_and_not_the_run(tmp_path: Path) -> None:
    """A file lies where the folder should be."""
    (tmp_path / "taken").touch()
    log = LogFile(path=tmp_path / "taken" / "0001.log")
    log.write(b"line\n")

    assert log.error
    assert log.tail() == ("line",)


def test_a_step_that_ended_well_keeps_its_tail_and_nothing_more() -> None:
    """And where it goes on after all, lines are counted on."""
    log = LogFile(path=None)
    log.write(b"".join(b"line %d\n" % number for number in range(1, 101)))
    log.forget()
    forgotten = log.digest()
    log.write(b"last\n")

    assert forgotten.lines == ()
    assert log.tail()[-2:] == ("line 100", "last")
    assert len(log.tail()) == TAIL_LINES
    assert (log.digest().lines, log.digest().numbers) == (("last",), (101,))
