"""The lines that BuildKit quotes under its error."""

from __future__ import annotations

import pytest

from bisectbuild.saved.quoted import MOST_LINES, quoted_lines, refused_line

RULE = "-" * 20
BLOCK = f"My.Dockerfile:2\n{RULE}\n   1 |     FROM base\n   2 | >>> RUN make\n   3 |     \n{RULE}\n"


def test_name_lines_and_marks_are_read() -> None:
    """Whatever stands around the block."""
    found = quoted_lines(f"------\nnoise:7\n{BLOCK}ERROR: x\n")

    assert found is not None
    assert found.name == "My.Dockerfile"
    assert found.lines == {1: "FROM base", 2: "RUN make", 3: ""}
    assert (found.marked, found.first, found.last) == (frozenset({2}), 1, 3)


def test_blank_lines_between_them_are_borne() -> None:
    """Compose prints them so, and editors cut blanks at line ends."""
    found = quoted_lines(BLOCK.replace("\n", "\n\n").replace("|     \n", "|\n"))

    assert found is not None
    assert found.lines == {1: "FROM base", 2: "RUN make", 3: ""}


def test_the_first_block_counts() -> None:
    """It is the inner cause."""
    found = quoted_lines(BLOCK + BLOCK.replace("My.", "Other."))

    assert found is not None
    assert found.name == "My.Dockerfile"


def test_the_end_of_a_block_is_enough() -> None:
    """A log may be cut in it."""
    found = quoted_lines(BLOCK[BLOCK.index("   2 |") :])

    assert found is not None
    assert (found.name, found.lines) == ("Dockerfile", {2: "RUN make", 3: ""})


def test_without_a_block_there_is_none() -> None:
    """A table of numbers is none."""
    assert quoted_lines(f"a:1\n{RULE}\nb\n 1 | 2 | 3\n") is None


@pytest.mark.parametrize("number", [0, MOST_LINES + 1, 9_999_999, "9" * 5000])
def test_a_number_that_no_line_has_is_not_quoted(number: int | str) -> None:
    """Else a file would be made that has as many lines."""
    line = f" {number} | >>> RUN make\n"

    assert quoted_lines(line) is None
    assert quoted_lines(f"Dockerfile:1\n{RULE}\n{line}{RULE}\n") is None
    assert refused_line(f"dockerfile parse error on line {number}: unknown instruction: X") is None
    cut = quoted_lines(f"Dockerfile:1\n{RULE}\n   1 | >>> RUN a\n{line}{RULE}\n")
    assert cut is not None
    assert cut.lines == {1: "RUN a"}


class _Counting(str):
    """A line that counts how often it is looked at."""

    __slots__ = ()
    looks = 0

    def strip(self, chars: str | None = None, /) -> str:
        """Strip it as any text."""
        _Counting.looks += 1
        return super().strip(chars)

    def rstrip(self, _chars: str | None = None, /) -> str:
        """Stay what it is."""
        return self


class _Lines(str):
    """A text whose lines count."""

    __slots__ = ()

    def split(self, *_: object, **__: object) -> list[str]:
        """Give the lines."""
        return [_Counting(line) for line in super().split("\n")]


@pytest.mark.parametrize("lines", ["Dockerfile:2\n", f"Dockerfile:2\n{RULE}\n"])
def test_names_without_a_block_are_passed_over_once(lines: str) -> None:
    """However many a process prints, a few lines are looked at for each."""
    _Counting.looks = 0

    assert quoted_lines(_Lines(lines * 500)) is None
    assert 0 < _Counting.looks <= 3000
