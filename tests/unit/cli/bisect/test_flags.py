"""Words of git, of docker and of a command on one line."""

from __future__ import annotations

import pytest

from bisectbuild.cli.bisect.flags import asking_of_files
from bisectbuild.errors import UsageError
from tests.support.bisect_words import given


@pytest.mark.parametrize("condition", ["exists", "absent", "changed", "mode=644", "owner=0:0"])
def test_a_file_with_a_condition_is_a_question(condition: str) -> None:
    """Whether the path is glued to the flag or not."""
    for words in (["--file", "/x", condition], ["--file=/x", condition]):
        assert asking_of_files(words) == ["--path-is", "/x", condition]


def test_conditions_that_stand_together_are_one_question() -> None:
    """What follows them is read as always."""
    words = ["--file", "/x", "exists", "mode=644", "owner=root", ".", "--all"]

    assert asking_of_files(words) == ["--path-is", "/x", "exists,mode=644,owner=root", ".", "--all"]


@pytest.mark.parametrize(
    "words",
    [
        ("--file", "Dockerfile"),
        ("--file=Dockerfile", "."),
        ("--file", "Dockerfile", "."),
        ("-f", "Dockerfile", "exists"),
    ],
)
def test_a_file_without_a_condition_is_dockers_flag(words: tuple[str, ...]) -> None:
    """It names the Dockerfile."""
    found = given(*words, "--", "true")

    assert found["file"] == "Dockerfile"
    assert found["path_is"] is None


def test_both_meanings_may_stand_on_one_line() -> None:
    """As each is plain by itself."""
    found = given("--file", "Dockerfile", "--file", "/x", "exists", ".")

    assert found["file"] == "Dockerfile"
    assert found["path_is"] == ("/x", "exists")
    assert found["words"] == (".",)


def test_what_follows_two_hyphens_is_the_test_to_the_letter() -> None:
    """Its flags are not ours, nor is a second pair of hyphens."""
    test = ("app", "--file", "/x", "exists", "--resume", "--", "-q")
    found = given(".", "-q", "--", *test)

    assert found["test"] == test
    assert found["typed"] == (".", "-q", "--", *test)
    assert not found["resume"]


def test_what_was_typed_is_told_from_what_is_so_anyway() -> None:
    """Even where it says the same."""
    found = given(".", "--jobs", "1", "-t", "x", "--all", "--", "--repeat", "3")

    assert set(found["said"]) == {"jobs", "tag", "whole"}


def test_two_hyphens_with_nothing_behind_them_are_refused() -> None:
    """A test was meant."""
    with pytest.raises(UsageError, match="no command after --"):
        given(".", "--")
