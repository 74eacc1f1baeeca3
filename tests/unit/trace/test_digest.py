"""What is kept of a long log: its beginning, its end, and the telling lines between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.trace import digest as module
from bisectbuild.trace.digest import Digest, digest_lines

_PIECES = st.lists(
    st.sampled_from(
        [b"fatal: no\n", b"quiet\n", b"half", b"\n", b"x" * 60, b"it failed\n", b"a\nb"]
    ),
    max_size=60,
)


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few lines be many."""
    for name, value in {
        "_HEAD": 40,
        "_TELLING": 50,
        "_TAIL": 60,
        "_LONGEST": 50,
        "_BLOCK": 16,
        "_LATER": 100,
    }.items():
        monkeypatch.setattr(module, name, value)


def written(pieces: list[bytes]) -> Digest:
    """Give a digest of pieces."""
    digest = Digest()
    for piece in pieces:
        digest.write(piece)
    return digest


@pytest.mark.usefixtures("_small")
@given(_PIECES)
def test_where_pieces_are_cut_changes_nothing_of_what_is_kept(pieces: list[bytes]) -> None:
    """Neither a pipe's cuts nor the blocks that lines are handled in."""
    in_pieces, whole = written(pieces), written([b"".join(pieces)])

    assert in_pieces.log() == whole.log()
    assert in_pieces.last(1) == whole.last(1)


@pytest.mark.usefixtures("_small")
@given(_PIECES)
def test_every_kept_line_has_its_true_number(pieces: list[bytes]) -> None:
    """Whatever was left out between; a line that was cut is still recognised by its start."""
    log = written(pieces).log()
    lines = b"".join(pieces).decode().split("\n")

    assert log.total == len(lines) - (lines[-1] == "")
    assert list(log.numbers) == sorted(set(log.numbers))
    for number, line in zip(log.numbers, log.lines, strict=True):
        assert lines[number - 1][:20] == line[:20]


def test_a_long_log_keeps_both_ends_and_the_telling_lines_between() -> None:
    """Of 200,000 lines, about 10 MB."""
    middle = {70_000: "E: Unable to locate package zlib9", 90_001: "make: *** fatal"}
    lines = [middle.get(number, f"line {number} " + "-" * 40) for number in range(1, 200_001)]

    log = digest_lines(lines)

    kept = dict(zip(log.numbers, log.lines, strict=True))
    assert log.total == 200_000
    assert {number: kept[number] for number in middle} == middle
    assert (kept[1], kept[200_000]) == (lines[0], lines[-1])
    assert 100_000 not in kept


def test_a_line_of_telling_words_only_is_kept_in_bounds() -> None:
    """A log in which every line tells keeps the last of them; memory does not grow."""
    digest = Digest()
    for number in range(60):
        digest.write(b"".join(b"error %d in unit %d\n" % (number, at) for at in range(4000)))

    kept = sum(len(line) + 1 for line in digest.log().lines)
    assert kept < 1_750_000
    assert digest.log().total == 240_000


def test_a_line_without_end_is_kept_at_both_its_ends() -> None:
    """Whatever its length, no more than a few thousand bytes of it."""
    digest = Digest()
    digest.write(b"begin")
    for _ in range(500):
        digest.write(b"." * 1000)
    digest.write(b"end")

    (line,) = digest.log().lines
    assert line.startswith("begin")
    assert line.endswith("end")
    assert len(line) < 4100


def test_colours_and_what_a_bar_drew_before_are_taken_out() -> None:
    """Only what a terminal would have left to see."""
    log = written([b"\x1b[31mred\x1b[0m\r\n10%\r 50%\r100% \x1b[K\n"]).log()

    assert log.lines == ("red", "100%")


def test_numbers_go_on_after_lines_that_were_forgotten() -> None:
    """A step found cached can still be run."""
    digest = Digest(start=7)
    digest.write(b"eight\n")

    assert (digest.log().numbers, digest.log().total) == ((8,), 8)
