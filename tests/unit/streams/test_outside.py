"""What is printed outside any step is kept in bounds."""

from __future__ import annotations

import tracemalloc

from bisectbuild.streams.outside import Outside


def test_a_short_text_is_kept_whole() -> None:
    """In the order in which it came."""
    text = Outside()
    assert not text
    text.add("one\n")
    text.add("two\n")

    assert text
    assert text.text == "one\ntwo\n"


def test_of_a_long_one_the_last_part_is_kept() -> None:
    """A CI's own words may go on for a gigabyte."""
    text = Outside()
    tracemalloc.start()
    try:
        for number in range(50_000):
            text.add(f"line {number}\n")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert text.text.endswith("line 49999\n")
    assert len(text.text) == 64 * 1024
    assert held < 2_000_000
