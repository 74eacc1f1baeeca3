"""The words of a search as they are kept."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from bisectbuild.cli.bisect import read_again
from bisectbuild.cli.bisect.stored import stored

SECRET = "hunter2/Correct+Horse"


@pytest.mark.parametrize(
    "words",
    [
        ["--build-arg", f"API_TOKEN={SECRET}", "."],
        [f"--build-arg=API_TOKEN={SECRET}", "."],
        [".", "--label", f"x={SECRET}"],
        [".", "--", "app", SECRET],
        [".", "--", f"curl -H 'auth: {SECRET}'"],
        [".", "--host-cmd", f"app {SECRET}"],
        [".", "--", base64.b64encode(SECRET.encode()).decode()],
        [".", "--", quote(SECRET, safe="")],
    ],
)
def test_no_secret_is_kept_in_any_form(words: list[str]) -> None:
    """Neither as it is nor encoded, wherever it stands."""
    kept = " ".join(stored(words, (SECRET,)))

    for form in (SECRET, base64.b64encode(SECRET.encode()).decode(), quote(SECRET, safe="")):
        assert form not in kept


def test_a_secret_build_arg_is_taken_from_the_environment_next_time() -> None:
    """Its name is kept, without a value; another is kept whole."""
    kept = stored(
        ["--build-arg", f"API_TOKEN={SECRET}", "--build-arg", "V=1", ".", "--", "true"], (SECRET,)
    )

    assert kept == ("--build-arg=API_TOKEN", "--build-arg=V=1", ".", "--", "true")
    assert read_again(kept)[1]["build_arg"] == ("API_TOKEN", "V=1")


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (
            (".", "--", "mysql", "--password", "hunter22x"),
            (".", "--", "mysql", "--password", "***"),
        ),
        ((".", "--", "sh", "-c", "TOKEN=hunter22x app"), (".", "--", "sh", "-c", "TOKEN=*** app")),
        ((".", "--host-cmd", "app --token hunter22x"), (".", "--host-cmd", "app --token ***")),
        ((".", "--env", "API_TOKEN=hunter22x"), (".", "--env", "API_TOKEN=***")),
    ],
)
def test_what_a_secret_name_is_given_is_not_kept(
    words: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    """Wherever its name stands; it has to be typed again."""
    assert stored([*words], ()) == kept


@pytest.mark.parametrize(
    "test",
    [
        ("--", "sh", "-c", 'PGPASSWORD=$PW psql -c "select 1"'),
        ("--", "sh", "-c", 'PGPASSWORD="$PW" psql -c "select 1"'),
        ("--host-cmd", "API_TOKEN=$(cat t) ./check"),
        ("--host-cmd=API_TOKEN=`cat t` ./check",),
        ("--env", "API_TOKEN=$(cat t)"),
    ],
)
def test_a_test_that_holds_no_secret_is_kept_whole(test: tuple[str, ...]) -> None:
    """It names the variable or the command that gives one, and begins the same search again."""
    assert stored([".", *test], ()) == (".", *test)


def test_a_test_is_kept_word_by_word() -> None:
    """Its flags are its own, be they called as ours."""
    test = ("--", "app", "--target", "no", "--build-arg", "A=b", "--resume")

    assert stored([".", "--resume", *test], ()) == (".", *test)
