"""Tests for bisectbuild.redact."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.redact import (
    MASK,
    RedactedStream,
    is_secret_name,
    redact,
    redact_args,
    secret_values,
)


@pytest.mark.parametrize("name", ["NPM_TOKEN", "db_password", "AWS_SECRET_ACCESS_KEY", "ApiKey"])
def test_names_that_speak_of_secrets_are_known(name: str) -> None:
    """A variable named like a secret counts as one, whatever its case."""
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["VERSION", "NODE_ENV", "KEYBOARD", "TARGETARCH"])
def test_ordinary_names_are_no_secrets(name: str) -> None:
    """Values that a person needs to see stay."""
    assert not is_secret_name(name)


def test_a_secret_within_a_secret_leaves_nothing_behind() -> None:
    """The longest value goes first, so that no part of it is left standing."""
    secrets = secret_values({"TOKEN": "abcd", "PASSWORD": "abcdefgh", "V": "efgh"})

    assert redact("x abcdefgh abcd efgh", secrets) == f"x {MASK} {MASK} efgh"


def test_a_login_in_an_address_is_masked() -> None:
    """An address keeps its host and loses its login."""
    assert redact("get https://me:pw@host/x", ()) == f"get https://{MASK}@host/x"


def test_build_args_keep_their_names() -> None:
    """A reader sees which args were given, and the values of those that are no secrets."""
    assert redact_args({"TOKEN": "abcdef", "V": "1"}) == {"TOKEN": MASK, "V": "1"}


@given(data=st.binary(max_size=60), cuts=st.lists(st.integers(0, 80), max_size=6))
def test_no_secret_passes_a_stream_wherever_it_is_cut(data: bytes, cuts: list[int]) -> None:
    """The pieces of a stream, put together, are the whole with its secrets masked."""
    whole = data + b"hunter2" + data + b"hunter2hunter2"
    edges = sorted({0, *(cut for cut in cuts if cut < len(whole)), len(whole)})
    stream = RedactedStream(["hunter2"])

    out = b"".join(stream.feed(whole[a:b]) for a, b in pairwise(edges)) + stream.finish()

    assert b"hunter2" not in out
    assert out == whole.replace(b"hunter2", MASK.encode())


def test_a_stream_without_secrets_holds_nothing_back() -> None:
    """What is printed is seen at once."""
    assert RedactedStream([]).feed(b"abc") == b"abc"
