"""What is typed for a search that goes on."""

from __future__ import annotations

import pytest

from bisectbuild.cli.bisect.anew import (
    is_whole,
    joined,
    naming,
    refuse_other,
    typed_options,
    without_word,
)
from bisectbuild.errors import UsageError
from tests.support.bisect_words import given

BEGUN = (".", "--jobs", "2", "--report", "a.json", "--", "app", "--jobs", "9")


@pytest.mark.parametrize(
    "words",
    [
        ("--", "true"),
        (".", "--", "true"),
        ("--file", "/etc/x", "exists", "--build-arg", "API_TOKEN=x"),
        ("--size-over", "5MB"),
        ("--axis", "arg", "A=1,2"),
        ("--host-cmd", "true"),
    ],
)
def test_a_line_with_a_question_or_an_axis_is_whole(words: tuple[str, ...]) -> None:
    """Whether a Dockerfile is named or not."""
    found = given("--resume", *words)

    assert is_whole(found["words"], found)


def test_a_line_that_says_how_to_go_on_is_not_whole() -> None:
    """Not even all of that."""
    words = "--resume --jobs 4 --format json --progress plain -q --timeout 3 --builder legacy"

    assert not is_whole((), given(*words.split()))


@pytest.mark.parametrize("words", [(".",), ("--build-arg", "A=1"), ("--target", "x"), ("-t", "x")])
def test_a_build_without_a_test_is_neither(words: tuple[str, ...]) -> None:
    """It says what to type."""
    found = given("--resume", *words)

    with pytest.raises(UsageError, match="not what to test it with") as caught:
        is_whole(found["words"], found)
    assert "the whole command again" in caught.value.hint


def test_what_names_a_search_is_told_from_how_it_is_shown() -> None:
    """Only what was typed counts."""
    found = given("--target", "x", "--platform", "p", "--progress", "plain", "--jobs", "3")

    assert set(naming(found)) == {"target", "platform"}


def test_what_is_typed_stands_behind_what_it_replaces() -> None:
    """Before the test, whose words are its own."""
    found = given("--resume", "--jobs", "4", "--format", "json")

    assert joined(BEGUN, found, typed_options(found)) == (
        *(".", "--jobs", "2", "--report", "a.json", "--jobs", "4", "--format", "json"),
        *("--", "app", "--jobs", "9"),
    )


def test_words_do_not_grow_by_what_they_say_already() -> None:
    """However often it is typed."""
    found = given("--resume", "--jobs", "2", "--report", "a.json")

    assert joined(BEGUN, found, typed_options(found)) == BEGUN


def test_the_first_positional_word_is_found_among_values() -> None:
    """Wherever it stands."""
    assert without_word(["--target", "start", "start", "."], "start") == ["--target", "start", "."]
    assert without_word(["start", "start"], "start") == ["start"]
    assert without_word(["--target=x", "."], "start") == ["--target=x", "."]
    found = given("replay", "log", "--report", "log", "--format", "json")
    left = typed_options(found, "replay", "log")
    assert left == ["--report", "log", "--format", "json"]


@pytest.mark.parametrize(
    ("before", "now", "was"),
    [
        (("--timeout", "5"), ("--timeout", "60"), "with --timeout=5"),
        ((), ("--timeout", "60"), "without --timeout"),
        (("--timeout", "0.5"), (), "with --timeout=0.5"),
        ((), ("--hang", "skip"), "with --hang=bad"),
    ],
)
def test_another_limit_is_refused_plainly(
    before: tuple[str, ...], now: tuple[str, ...], was: str
) -> None:
    """The one that the answers were given with is named."""
    with pytest.raises(UsageError, match=f"begun {was}:") as caught:
        refuse_other(("timeout", "hang"), given(*now), given(*before))

    assert f"go on {was}" in caught.value.hint
    refuse_other(("timeout", "hang"), given(*before), given(*before))
