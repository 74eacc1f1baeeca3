"""The summary of a failed step, in the wordings of several BuildKits."""

from __future__ import annotations

import pytest

from bisectbuild.streams.summary import Summary, read_summaries

STEP = "[build 2/3] RUN make world"


@pytest.mark.parametrize("prefix", ["", "1.234 ", "#7 1.234 "])
def test_name_and_lines_are_read_without_what_stands_before_them(prefix: str) -> None:
    """Up to 0.11 the number and the seconds, from then on the seconds."""
    text = f"noise\n------\n > {STEP}:\n{prefix}cc -c a.c\n{prefix}a.c:1: oh\n------\nERROR: x\n"

    assert read_summaries(text) == (Summary(name=STEP, lines=("cc -c a.c", "a.c:1: oh")),)


def test_two_failed_steps_have_a_summary_each() -> None:
    """The line that ends one begins the next."""
    text = f"------\n > {STEP}:\n1.0 a\n------\n > [2/2] RUN b:\n2.0 b\n------\n"

    assert [found.name for found in read_summaries(text)] == [STEP, "[2/2] RUN b"]


def test_one_whose_beginning_was_cut_off_is_found_by_its_name() -> None:
    """It is then the first line of all."""
    assert read_summaries(f" > {STEP}:\n1.0 a") == (Summary(name=STEP, lines=("a",)),)


def test_what_only_looks_like_one_is_none() -> None:
    """A quoted line elsewhere, and a rule without a name."""
    assert read_summaries("x\n > quoted:\n------\nDockerfile:2\n") == ()
