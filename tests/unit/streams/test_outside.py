"""What is printed outside any step is kept in bounds."""

from __future__ import annotations

import tracemalloc

from bisectbuild.streams.outside import Outside


def test_a_short_text_is_kept_whole() -> None:
    """In the order in which it came."""
    text = Outside()
    assert not text
    for line in ("one\n", "ERROR: failed to solve: x\n", "two\n"):
        text.add(line)

    assert text
    assert text.text == "one\nERROR: failed to solve: x\ntwo\n"


def test_of_a_long_one_the_last_words_and_the_end_are_kept() -> None:
    """A CI's own words may go on for a gigabyte, before and behind."""
    text = Outside()
    tracemalloc.start()
    try:
        for number in range(50_000):
            text.add(f"before {number}\n")
        text.add("ERROR: failed to solve: x\n")
        for number in range(50_000):
            text.add(f"behind {number}\n")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert "before 49999\nERROR: failed to solve: x\nbehind 0\n" in text.text
    assert text.text.endswith("behind 49999\n")
    assert len(text.text) < 200_000
    assert held < 3_000_000
