"""A person's own words for good and bad."""

from __future__ import annotations

import pytest

from bisectbuild.bisection.terms import Terms, terms_of
from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import UsageError


def test_own_words_stand_in_the_place_of_good_and_bad() -> None:
    """A search for what made a build fast has no good and bad."""
    terms = Terms(good="slow", bad="fast")

    assert [terms.word(verdict) for verdict in Verdict] == ["slow", "fast", "skip"]
    assert [terms.verdict(word) for word in ("slow", "fast", "skip", "good")] == [
        Verdict.GOOD,
        Verdict.BAD,
        Verdict.SKIP,
        None,
    ]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("a", "a"),
        ("skip", "b"),
        ("bad", "good"),
        ("x", "good"),
        ("", "b"),
        ("a b", "c"),
        ("a", "-b"),
    ],
)
def test_words_that_would_mislead_are_refused(good: str, bad: str) -> None:
    """The same twice, commands, good for bad, none, blanks, options."""
    with pytest.raises(UsageError, match="cannot stand for") as caught:
        Terms(good=good, bad=bad)

    assert "--term-good" in caught.value.hint


@pytest.mark.parametrize(
    "words",
    [
        ("--term-good", "slow", "--term-bad", "fast"),
        ("--term-old=slow", "x", "--term-new=fast", "--", "run", "--term-bad=other"),
    ],
)
def test_they_are_read_from_the_words_of_a_start(words: tuple[str, ...]) -> None:
    """Git's names for them too; what stands behind `--` is the test's own."""
    assert terms_of(words, Terms()) == Terms(good="slow", bad="fast")
