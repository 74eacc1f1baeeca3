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
    ],
)
def test_what_is_given_to_a_secret_name_is_masked_to_its_end(line: str, shown: str) -> None:
    """A blank or a quote in it ends no word that is known as one."""
    assert redact_words(tuple(shlex.split(line))) == tuple(shlex.split(shown))


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
