"""The lines that BuildKit quotes under its error."""

from __future__ import annotations

from bisectbuild.saved.quoted import quoted_lines

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
