"""Lines with a mark are found among lines without one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.streams.marks import Marks

MARKS = (b"Step ", b" ---> ")
LINES = st.lists(st.sampled_from([b"make", b"Step 2", b"x ---> y", b"", b"Step"]), max_size=12)


@given(LINES)
def test_every_marked_line_is_found_and_no_other(lines: list[bytes]) -> None:
    """In their order, each at its start."""
    data = b"".join(line + b"\n" for line in lines)
    marks, at, found = Marks(data, MARKS), 0, []
    while (at := marks.after(at)) < len(data):
        end = data.index(b"\n", at) + 1
        found.append(data[at : end - 1])
        at = end

    assert found == [line for line in lines if any(mark in line for mark in MARKS)]


def test_a_mark_is_looked_for_once_however_many_lines_there_are() -> None:
    """A block with a mark in each line is as long as one search through it."""
    searched = []

    class Data(bytes):
        def find(self, mark: bytes, at: int = 0) -> int:  # type: ignore[override] # counts calls
            searched.append(mark)
            return super().find(mark, at)

    data = Data(b"Step 1\n" * 500)
    marks, at = Marks(data, MARKS), 0
    while marks.after(at) < len(data):
        at += len(b"Step 1\n")

    assert searched.count(b" ---> ") == 1
