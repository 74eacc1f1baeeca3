"""Secrets that are known by their shape: hidden in a text and in a stream, wherever it is cut."""

from __future__ import annotations

import base64
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.redact.stream import RedactedStream
from bisectbuild.redact.text import redact

_LETTERS = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF" * 4
# Put together here, so that no scanner takes this file for a leak.
TOKENS = (
    "gh" + "p_" + _LETTERS[:36],
    "github" + "_pat_" + _LETTERS[:82],
    "gl" + "pat-" + _LETTERS[:20],
    "AK" + "IA" + "ABCDEFGHIJKLMNOP",
    "xox" + "b-" + "1234567890-abcdefghij",
    "AI" + "za" + _LETTERS[:35],
    "sk" + "_live_" + _LETTERS[:24],
    "np" + "m_" + _LETTERS[:36],
    "py" + "pi-" + _LETTERS[:60],
    "dckr" + "_pat_" + _LETTERS[:27],
    "h" + "f_" + _LETTERS[:34],
    "sk-" + "proj-" + _LETTERS[:48],
    "S" + "G." + _LETTERS[:22] + "." + _LETTERS[:43],
    "dop" + "_v1_" + "0123456789abcdef" * 4,
    "hv" + "s." + _LETTERS[:24],
    "ey" + "J" + _LETTERS[:20] + ".ey" + "J" + _LETTERS[:30] + "." + _LETTERS[:40],
)
KEY = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEowIBAAKC\n" * 5 + "-----END RSA PRIVATE KEY-----\n"


def _streamed(whole: bytes, cuts: list[int], secrets: tuple[str, ...] = ()) -> bytes:
    edges = sorted({0, *(cut % (len(whole) + 1) for cut in cuts), len(whole)})
    stream = RedactedStream(secrets)
    return b"".join(stream.feed(whole[a:b]) for a, b in pairwise(edges)) + stream.finish()


@pytest.mark.parametrize("token", TOKENS, ids=lambda token: token[:6])
def test_a_token_is_known_by_its_shape(token: str) -> None:
    """Its mark stays, so that a reader sees what was there; the secret part goes."""
    shown = redact(f'x "{token}" {token}\n', ())

    assert token not in shown
    assert token[-12:] not in shown
    assert shown.endswith("***\n")


@given(token=st.sampled_from(TOKENS), cuts=st.lists(st.integers(0, 400), max_size=8))
def test_no_token_passes_a_stream_wherever_it_is_cut(token: str, cuts: list[int]) -> None:
    """The stream, put together, is what the whole text would have been."""
    whole = f"fetching with {token} now\n{token}"

    assert _streamed(whole.encode(), cuts).decode() == redact(whole, ())


@given(cuts=st.lists(st.integers(0, 400), max_size=8))
def test_no_private_key_passes_a_stream_wherever_it_is_cut(cuts: list[int]) -> None:
    """A key spans lines; what stands around it stays."""
    out = _streamed(f"before\n{KEY}after\n".encode(), cuts)

    assert (
        out == b"before\n-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\nafter\n"
    )


def test_a_line_that_only_speaks_of_a_key_hides_nothing_after_it() -> None:
    """An error may quote the first line of a key; the log goes on."""
    text = b"expected -----BEGIN PRIVATE KEY-----\nbut got {nothing}\nE: it failed\n"

    assert _streamed(text, []) == text


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("NPM_TOKEN=abcdef", "NPM_TOKEN=***"),
        ('DB_PASSWORD="a b c"', "DB_PASSWORD=***"),
        ("export API_KEY=abcdef;", "export API_KEY=***;"),
        ("PWD=/srv/app", "PWD=/srv/app"),
        ("GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D",) * 2,
        ("curl -H token=$NPM_TOKEN TOKEN=$X",) * 2,
        ('A_TOKEN="$X" B_TOKEN="${X}-$1" C_TOKEN="$(cat" D_TOKEN="`id`"',) * 2,
        ('A_TOKEN="$X:hunter22" B_TOKEN="$2y$10$abc"', "A_TOKEN=*** B_TOKEN=***"),
        ('A_TOKEN="${X:-hunter22}" B_TOKEN="!?.,"', "A_TOKEN=*** B_TOKEN=***"),
        ("CACHE_KEY=v1-linux",) * 2,
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("authorization: basic dXNlcjpwYXNz", "authorization: basic ***"),
        ("//registry.example/:_authToken=abcdef", "//registry.example/:_authToken=***"),
        ("task-list-of-things-that-are-no-token-at-all-really",) * 2,
        ("sha256:aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF",) * 2,
    ],
)
def test_what_names_a_secret_is_masked_and_the_rest_stays(line: str, shown: str) -> None:
    """A text that a person needs is not garbled."""
    assert redact(line, ()) == shown
    assert _streamed(line.encode(), [3, 9, 14]).decode() == shown


@given(
    secret=st.text(
        st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_characters="*"),
        min_size=8,
        max_size=200,
    ),
    before=st.binary(max_size=5),
    after=st.binary(max_size=5),
    cuts=st.lists(st.integers(0, 800), max_size=6),
)
def test_a_secret_is_hidden_in_base64_too(
    secret: str, before: bytes, after: bytes, cuts: list[int]
) -> None:
    """Whatever stands beside it in the coded text: no more than its ends' shared bits are left."""
    coded = base64.b64encode(before + secret.encode() + after)

    out = _streamed(b"x " + coded + b"\n", cuts, (secret,))

    core = base64.b64encode(b"\0" * len(before) + secret.encode())
    start = -(-len(before) * 8 // 6)
    end = (len(before) + len(secret.encode())) * 8 // 6
    assert core[start:end] not in out


def test_a_wrapped_base64_text_is_hidden_line_by_line() -> None:
    """`base64` breaks its lines at 76 columns."""
    secret = _LETTERS
    coded = base64.encodebytes(secret.encode()).decode()

    shown = redact(coded, (secret,))

    assert not any(line in shown for line in coded.split() if len(line) >= 8)


def test_a_secret_is_hidden_in_an_address_and_in_json() -> None:
    """They are written with escapes there."""
    secret = 'p@ss "wörd"/x'

    shown = redact(r'q=p%40ss%20%22w%C3%B6rd%22%2Fx {"k": "p@ss \"w\u00f6rd\"/x"}', (secret,))

    assert shown == 'q=*** {"k": "***"}'


@given(data=st.binary(max_size=200), cuts=st.lists(st.integers(0, 300), max_size=8))
def test_a_stream_is_the_same_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    """Of a text without secrets not a byte is lost or changed."""
    assert _streamed(data, cuts) == _streamed(data, [])
