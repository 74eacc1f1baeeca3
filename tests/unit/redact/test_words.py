"""Tests for bisectbuild.redact.words: a command line without its secrets."""

from __future__ import annotations

import shlex
import time

import pytest

from bisectbuild.redact.words import redact_words


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("./b --build-arg npm_token=abc12345 x", "./b --build-arg npm_token=*** x"),
        ("./b --build-arg=npm_token='a b c' x", "./b --build-arg=npm_token=*** x"),
        ("DB_PASSWORD='a b' ./b", "DB_PASSWORD=*** ./b"),
        ("./b --password hunter22 x", "./b --password *** x"),
        ("./b --password 'correct horse' x", "./b --password *** x"),
        ("./b --password=hunter22 --token=t", "./b --password=*** --token=***"),
        (
            "./b -token t --api-key k --client-secret s",
            "./b -token *** --api-key *** --client-secret ***",
        ),
        ("sh -c 'b --token t; npmToken=x y'", "sh -c 'b --token *** npmToken=*** y'"),
        ("./b https://h/?token=abc", "./b https://h/?token=***"),
        ("ssh host 'TOKEN=abc app'", "ssh host 'TOKEN=***'"),
        ("./sh run -c 'TOKEN=abc app'", "./sh run -c 'TOKEN=***'"),
        ("sh -c 'TOKEN=a\"b c\" app'", "sh -c 'TOKEN=***'"),
        ("sh -c 'TOKEN=a\\ b app'", "sh -c 'TOKEN=***'"),
    ],
)
def test_what_is_given_to_a_secret_name_is_masked_to_its_end(line: str, shown: str) -> None:
    """A blank or a quote in it ends no word that is known as one."""
    assert redact_words(tuple(shlex.split(line))) == tuple(shlex.split(shown))


@pytest.mark.parametrize("shell", ["sh -c", "/bin/bash -o pipefail -ec", "docker run x sh -c"])
@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("TOKEN=abc app --flag", "TOKEN=*** app --flag"),
        ('TOKEN="a b" app --password c d; e', "TOKEN=*** app --password *** d; e"),
        ("TOKEN='a b'; app", "TOKEN=***; app"),
        ('PGPASSWORD=$PW psql -c "select 1"', 'PGPASSWORD=$PW psql -c "select 1"'),
    ],
)
def test_of_a_shells_command_the_value_alone_is_masked(shell: str, script: str, shown: str) -> None:
    """A blank ends it there, so the rest can be read."""
    words = tuple(shell.split())

    assert redact_words((*words, script)) == (*words, shown)


@pytest.mark.parametrize(
    "word", ["$TOKEN", '"$TOKEN"', "${TOKEN}", "$(cat t)", "`cat t`", '"`cat t`"', "$1"]
)
def test_what_refers_to_another_value_is_no_secret(word: str) -> None:
    """It can be typed again as it is, be it for a shell or for none."""
    words = ("./b", f"API_TOKEN={word} x", f"--build-arg=npm_token={word}", "--password", word)

    assert redact_words(words) == words


@pytest.mark.parametrize(
    "line",
    [
        "docker build --secret id=token,src=key.txt .",
        "docker build --secret=id=token,env=NPM_TOKEN .",
        "docker build --build-arg NPM_TOKEN .",
        "./b -p hunter22",
        "./b --password --verbose",
        "./b --password",
        "./b --password-stdin registry.example --token-file /run/t --no-auth web",
        "./b --author me --keyboard us TOKEN=",
    ],
)
def test_what_is_no_secret_can_be_read_and_typed_again(line: str) -> None:
    """Where a secret lies, and that there is one, is none."""
    words = tuple(line.split())

    assert redact_words(words) == words


@pytest.mark.parametrize("name", ["a", "--a", "secret=id"])
def test_a_hundred_thousand_names_in_one_word_are_read_at_once(name: str) -> None:
    """Hostile input ends in no error and takes no minutes; a secret behind it is masked still."""
    many = f"{name}=" * (100_000 // len(name))
    started = time.process_time()

    shown = redact_words((f"{many}npm_token=abc 12345",))

    assert time.process_time() - started < 5
    assert shown == (f"{many}npm_token=***",)
