"""The last lines of a test: few, short, safe, and without secrets."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.probing.tail import LINES, LONGEST, Tail


def tail_of(*pieces: bytes, secrets: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Feed pieces; give the lines."""
    tail = Tail(secrets)
    for piece in pieces:
        tail.feed(piece)
    return tail.finish()


def test_only_the_last_lines_are_kept() -> None:
    """One that was not ended among them."""
    data = b"".join(b"%d\n" % number for number in range(100))

    assert tail_of(data + b"end") == (*(str(n) for n in range(81, 100)), "end")


def test_a_line_without_end_is_bounded() -> None:
    """Its first part is kept, and what follows it."""
    lines = tail_of(*[b"x" * 100_000] * 50, b"\nlast\n")

    assert lines == ("x" * LONGEST, "last")


def test_what_acts_on_a_terminal_is_gone() -> None:
    """Escape codes, bytes that are no text, what a carriage return hides."""
    assert tail_of(b"\x1b[2J\x1b]0;t\x07red\r\n10%\r20%\n\xff\x00") == ("red", "20%", "�\\x00")


def test_secrets_are_masked_where_a_piece_cuts_them_in_two() -> None:
    """Also at the very end."""
    (line,) = tail_of(b"it is hunt", b"er2hunter2", secrets=("hunter2hunter2",))

    assert "hunter" not in line
    assert line.startswith("it is ")


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=8))
def test_where_it_is_cut_does_not_matter(data: bytes, cuts: list[int]) -> None:
    """Pieces come as the builder likes."""
    places = sorted({0, *(min(cut, len(data)) for cut in cuts), len(data)})
    pieces = [data[a:b] for a, b in pairwise(places)]

    assert tail_of(*pieces) == tail_of(data)
    assert len(tail_of(data)) <= LINES
