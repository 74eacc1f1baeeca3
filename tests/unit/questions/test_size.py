from __future__ import annotations

import pytest

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import UsageError
from bisectbuild.questions.size import (
    largest,
    largest_lines,
    parse_size,
    shown,
    size_answer,
    size_answers,
    size_title,
    totals,
)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("300MB", 300_000_000),
        ("300m", 300_000_000),
        ("300 MB", 300_000_000),
        ("300MiB", 314_572_800),
        ("1.5GiB", 1_610_612_736),
        ("2G", 2_000_000_000),
        (".5k", 500),
        ("1Ki", 1024),
        ("1TB", 10**12),
        ("0.1kB", 100),
        ("512", 512),
        ("512b", 512),
        ("1 byte", 1),
        ("512 Bytes", 512),
        ("0", 0),
    ],
)
def test_a_size_is_read_as_people_write_it(text: str, size: int) -> None:
    """Powers of a thousand, as docker shows images; with an i, of 1024."""
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "MB", "-1MB", "1e3", "1,5GB", "300 MBs", "1.2.3", "٣MB", "1XB"]
)
def test_what_is_no_size_is_refused(text: str) -> None:
    """With a size as it could be."""
    with pytest.raises(UsageError) as refused:
        parse_size(text)
    assert "300MB" in refused.value.hint


def test_an_image_is_good_up_to_the_limit_and_at_it() -> None:
    """Layers are added up, from the base on."""
    sums = totals((100, 0, 200, 1))

    assert sums == (100, 100, 300, 301)
    verdicts = [answer.verdict for answer in size_answers(sums, 300)]
    assert verdicts == [Verdict.GOOD, Verdict.GOOD, Verdict.GOOD, Verdict.BAD]


def test_both_sizes_are_told_so_that_they_differ() -> None:
    """To the byte where they are near."""
    assert size_answer(281_000_000, 300_000_000).output == ("the image has 281 MB of 300 MB",)
    near = size_answer(300_000_001, 300_000_000)
    assert near.output == ("the image has 300,000,001 bytes of 300,000,000",)
    assert size_title("300MB") == "--size-over 300MB"


def test_the_largest_files_come_first() -> None:
    """The others are summed up."""
    listing = [("/a", 5), ("/b", 3_000_000), ("/empty", 0), ("/c", 70), ("/d", 6)]

    assert [file.path for file in largest(listing, 2)] == ["/b", "/c"]
    lines = largest_lines(iter(listing), 2)
    assert [line.split() for line in lines] == [
        ["3", "MB", "/b"],
        ["70", "B", "/c"],
        ["11", "B", "in", "2", "other", "files"],
    ]
    assert largest_lines([("/empty", 0)]) == ()


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1_234_567, "1.23 MB"), (10**16, "10,000 TB")],
)
def test_sizes_are_shown_as_docker_shows_them(size: int, text: str) -> None:
    """Three digits."""
    assert shown(size) == text
