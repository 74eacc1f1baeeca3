"""Tests for bisectbuild.redact: names, values, texts and streams."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.options import BuildOptions
from bisectbuild.redact import MASK
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.stream import RedactedStream
from bisectbuild.redact.text import (
    redact,
    redact_args,
    redact_command,
    redact_flag,
    redact_source,
)
from bisectbuild.redact.values import looks_random, secret_values

_SECRET = (
    "NPM_TOKEN npmToken npm-token db_password DB_PASSWORD PGPASSWORD AWS_SECRET_ACCESS_KEY ApiKey "
    "APIKEY SSH_PRIVATE_KEY SIGNING_KEY HTTP_AUTH CREDENTIALS DB_PWD NPMToken API_KEYS"
)
_ORDINARY = (
    "VERSION NODE_ENV KEYBOARD TARGETARCH AUTHOR AUTHORS OAUTH_ENABLED KEY GPG_KEY CACHE_KEY "
    "TOKENIZERS PASSENGER_VERSION PWD SSH_AUTH_SOCK"
)


@pytest.mark.parametrize("name", _SECRET.split())
def test_names_that_speak_of_secrets_are_known(name: str) -> None:
    """A variable named like a secret counts as one, whatever its case."""
    assert is_secret_name(name)


@pytest.mark.parametrize("name", _ORDINARY.split())
def test_ordinary_names_are_no_secrets(name: str) -> None:
    """Values that a person needs to see stay."""
    assert not is_secret_name(name)


@pytest.mark.parametrize("value", ["true", "False", "NONE", "null", "yes", "1", "abc"])
def test_ordinary_values_are_no_secrets(value: str) -> None:
    """Hiding them would garble every text."""
    assert secret_values({"API_TOKEN": value}) == ()


def test_each_line_of_a_secret_is_one() -> None:
    """A log prints a key line by line; short lines are no secrets of their own."""
    value = "first-line\nsecond-line\nend\n"

    assert secret_values({"SSH_KEY": value}) == (value.strip(), "second-line", "first-line")


def test_a_secret_within_a_secret_leaves_nothing_behind() -> None:
    """The longest value goes first, so that no part of it is left standing."""
    secrets = secret_values({"TOKEN": "abcd", "PASSWORD": "abcdefgh", "V": "efgh"})

    assert redact("x abcdefgh abcd efgh", secrets) == f"x {MASK} {MASK} efgh"


@pytest.mark.parametrize("login", ["me:pw", "ghp_X", ":tok", "me:p@ss", "me:"])
def test_a_login_in_an_address_is_masked(login: str) -> None:
    """An address keeps its host and loses its login."""
    assert redact(f"get https://{login}@host/x", ()) == f"get https://{MASK}@host/x"


def test_an_address_without_a_login_stays() -> None:
    """An @ further on in an address is none of a login."""
    assert redact("https://host/pkg@1.2 mail a@b", ()) == "https://host/pkg@1.2 mail a@b"


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("--build-arg=NPM_TOKEN=abc", "--build-arg=NPM_TOKEN"),
        ("--build-arg=V=1", "--build-arg=V=1"),
        ("--build-arg=U=https://t@host/x", "--build-arg=U=https://***@host/x"),
        (
            "--cache-to=type=s3,access_key_id=AK,secret_access_key=S3SECRET,region=eu",
            "--cache-to=type=s3,access_key_id=***,secret_access_key=***,region=eu",
        ),
        ('--cache-from=type=gha,"token=a,b",scope=x', "--cache-from=type=gha,token=***,scope=x"),
        ("--secret=id=tok,src=file", "--secret=id=tok,src=file"),
        ("--label=token=x", "--label=token=x"),
        ("--pull", "--pull"),
    ],
)
def test_a_flag_is_shown_without_its_secrets(word: str, shown: str) -> None:
    """The rest of a flag stays, so that the command can be typed again."""
    assert redact_flag(word) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ENV DB_PASSWORD=postgres A=b", "ENV DB_PASSWORD=*** A=b"),
        ("ENV DB_PASSWORD my long word\nRUN x", "ENV DB_PASSWORD ***\nRUN x"),
        ("ENV PATH /usr/bin",) * 2,
        ("ARG npm_token", "ARG npm_token"),
        ('ARG npm_token="abc def"', "ARG npm_token=***"),
        ("RUN TOKEN=$(cat /run/secrets/t) && x $TOKEN",) * 2,
        ("RUN --mount=type=secret,id=token make",) * 2,
        ("RUN pack --build-arg=npm_token=abc x", "RUN pack --build-arg=npm_token=*** x"),
    ],
)
def test_a_dockerfile_is_shown_without_what_it_gives_to_secret_names(text: str, shown: str) -> None:
    """The names stay, and what only refers to a secret."""
    assert redact_source(text, ()) == shown


@pytest.mark.parametrize(
    "text",
    [
        'ENV OPTS="-Dx=1 -Dtoken="\nRUN echo "hi" && make && false',
        'LABEL usage="run --env API_TOKEN="\nENV B="c"',
        "LABEL usage='run --env API_TOKEN='\nENV B='c'",
        'ENV OPTS="-Dq=\\"x\\" -Dtoken="\nRUN echo "hi"',
        """ENV A="b='c token=' d token=" B="e\"""",
    ],
)
def test_a_value_ends_with_the_quotes_that_it_stands_in(text: str) -> None:
    """What closes them opens no value that would go on in other lines."""
    assert redact_source(text, ()) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('ENV A_TOKEN="one \\\n two" B=c\nRUN x', "ENV A_TOKEN=***\\\n*** B=c\nRUN x"),
        ("RUN <<E\nTOKEN='one\r\n\r\ntwo'\r\nE", "RUN <<E\nTOKEN=***\r\n\r\n***\r\nE"),
        ('ENV A="b=1 TOKEN=one two" C=d', 'ENV A="b=1 TOKEN=*** two" C=d'),
        ("ENV TOKEN one two\r\nRUN x", "ENV TOKEN ***\r\nRUN x"),
        ("RUN echo k3y-a\nk3y-b; x", "RUN echo ***\n***; x"),
        (
            "A\n-----BEGIN PRIVATE KEY-----\n\nMII\n-----END PRIVATE KEY-----\nB",
            "A\n-----BEGIN PRIVATE KEY-----\n\n***\n-----END PRIVATE KEY-----\nB",
        ),
    ],
)
def test_a_secret_of_several_lines_is_masked_line_by_line(text: str, shown: str) -> None:
    """The numbers of the lines behind it stay what they are."""
    assert redact_source(text, ("k3y-a\nk3y-b",)) == shown


_PIECES = (
    "ENV ", "RUN ", "TOKEN=", "a=", "--build-arg=", "A_TOKEN ", "one", "two", '"', "'", "\\", "\n",
    "\r\n", "\\\n", " ", "$", "`", ";", "://", "@", "k3y", "Authorization: basic ",
    "-----BEGIN PRIVATE KEY-----", "-----END",
)  # fmt: skip


@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=30))
def test_no_line_of_a_dockerfile_is_lost_with_a_secret(pieces: list[str]) -> None:
    """There are as many as before, and what is not masked in them stays as it is."""
    text = "".join(pieces)

    shown = redact_source(text, ("k3y\nk3y", "one\ntwo"))

    lines, masked = text.split("\n"), shown.split("\n")
    assert len(masked) == len(lines)
    for line, left in zip(lines, masked, strict=True):
        assert re.fullmatch(".+".join(map(re.escape, left.split(MASK))), line, re.DOTALL)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("TOKEN=abc make", "TOKEN=*** make"),
        ("pack --build-arg=npm_token=abc x", "pack --build-arg=npm_token=*** x"),
        ("mysql --password hunter22 db", "mysql --password *** db"),
        ("mysql --password 'a b' --token=x db", "mysql --password *** --token=*** db"),
        ("mysql -p hunter22 --password --verbose",) * 2,
        ('mysql --password "$PW" --token $(cat t)',) * 2,
        ("docker build --secret id=token,src=f --secret=id=key .",) * 2,
        ("login --password-stdin host --key-file f",) * 2,
        ("API_TOKEN=$(cat t) ./check",) * 2,
        ("API_TOKEN=`cat t` ./check --token `cat t`",) * 2,
        ('PGPASSWORD="$PW" TOKEN="${T}" B_TOKEN="`cat t`" KEY_TOKEN=$1 psql',) * 2,
        ("TOKEN=${T:-hunter22} B_TOKEN=${T:-} make", "TOKEN=*** B_TOKEN=${T:-} make"),
        ("PASSWORD='$x' DB_PASSWORD=$2y$10$abc make", "PASSWORD=*** DB_PASSWORD=*** make"),
        ('A="b TOKEN=c" make', 'A="b TOKEN=***" make'),
    ],
)
def test_a_command_is_shown_without_what_it_gives_to_secret_names(text: str, shown: str) -> None:
    """To variables and to flags; what stands for a secret, or tells where it is, stays."""
    assert redact_command(text, ()) == shown


@pytest.mark.parametrize(
    ("value", "random"),
    [("postgres", False), ("root", False), ("hunter2x", True), ("Ab1", False), ("s3cr3t-9", True)],
)
def test_a_word_of_a_language_is_not_hidden_everywhere(value: str, *, random: bool) -> None:
    """A log full of *** tells nobody anything."""
    assert looks_random(value) is random


def test_build_args_keep_their_names() -> None:
    """A reader sees which args were given, and the values of those that are no secrets."""
    assert redact_args({"TOKEN": "abcdef", "V": "1"}, ()) == {"TOKEN": MASK, "V": "1"}


def test_a_secret_within_another_build_arg_is_masked() -> None:
    """Its name tells nothing of it; the value is known as the secret of another."""
    given = {"NPM_TOKEN": "s3cr3tvalue99", "URL": "https://h/?t=s3cr3tvalue99"}

    shown = redact_args(given, ("s3cr3tvalue99",))

    assert shown == {"NPM_TOKEN": MASK, "URL": f"https://h/?t={MASK}"}


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("--build-arg=URL=https://h/?t=memory", "--build-arg=URL=https://h/?t=***"),
        ("--memory=1g", "--memory=1g"),
        ("--label=about=memory", "--label=about=***"),
        ("https://me:pw@host/x?a=b", "https://***@host/x?a=b"),
    ],
)
def test_a_secret_within_a_flag_is_masked(word: str, shown: str) -> None:
    """In its value alone: a secret may be a word that names a flag."""
    assert redact_flag(word, ("memory",)) == shown


@pytest.mark.parametrize("mask", [redact_source, redact_command])
@pytest.mark.parametrize("name", ["a", "secret=id", "TOKEN=$x a", 'b="c'])
def test_a_hundred_thousand_names_in_one_value_are_read_at_once(
    mask: Callable[[str, tuple[str, ...]], str], name: str
) -> None:
    """Hostile input ends in no error and takes no minutes; a secret behind it is masked still."""
    many = f"{name}=" * (100_000 // len(name))
    started = time.process_time()

    shown = mask(f"RUN echo {many}npm_token=abc12345 x", ())

    assert time.process_time() - started < 5
    assert shown.endswith("=*** x")
    assert "abc12345" not in shown


@pytest.mark.parametrize("mask", [redact_source, redact_command])
def test_the_quoted_value_of_a_name_within_a_value_is_masked_to_its_end(
    mask: Callable[[str, tuple[str, ...]], str],
) -> None:
    """Its quotes stand behind the second `=`."""
    assert mask('RUN b --build-arg=npm_token="a b" x', ()) == "RUN b --build-arg=npm_token=*** x"


@given(data=st.binary(max_size=60), cuts=st.lists(st.integers(0, 80), max_size=6))
def test_no_secret_passes_a_stream_wherever_it_is_cut(data: bytes, cuts: list[int]) -> None:
    """The pieces of a stream, put together, are the whole with its secrets masked."""
    whole = data + b"hunter2" + data + b"hunter2hunter2"
    edges = sorted({0, *(cut for cut in cuts if cut < len(whole)), len(whole)})
    stream = RedactedStream(["hunter2"])

    out = b"".join(stream.feed(whole[a:b]) for a, b in pairwise(edges)) + stream.finish()

    assert b"hunter2" not in out
    assert out == whole.replace(b"hunter2", MASK.encode())


@given(cuts=st.lists(st.integers(0, 80), max_size=6))
def test_no_login_passes_a_stream_wherever_it_is_cut(cuts: list[int]) -> None:
    """An address is known also where it comes in pieces, and a secret in it as well."""
    whole = b"a://b https://ghp_X@github.com/x\nhttps://:hunter2@h hunter2 ssh://u:p@h"
    edges = sorted({0, *(cut for cut in cuts if cut < len(whole)), len(whole)})
    stream = RedactedStream(["hunter2"])

    out = b"".join(stream.feed(whole[a:b]) for a, b in pairwise(edges)) + stream.finish()

    assert out == b"a://b https://***@github.com/x\nhttps://***@h *** ssh://***@h"


@pytest.mark.parametrize(
    ("secrets", "text", "out"),
    [
        (("abcd", "abcdefgh"), b"abcdefgh abcd abcdef", b"*** *** ***ef"),
        (("abXc", "Xcyz"), b"abXcyz Xcyz abX", b"***yz *** abX"),
        (("k" * 40, "kkkk"), b"k" * 44, b"******"),
        (("line-one\nx", "line-one"), b"line-one\nx line-one\ny", b"*** ***\ny"),
    ],
)
def test_secrets_that_overlap_are_masked_byte_by_byte(
    secrets: tuple[str, ...], text: bytes, out: bytes
) -> None:
    """A stream that comes in single bytes is the same as the whole at once."""
    stream, at_once = RedactedStream(secrets), RedactedStream(secrets)

    single = b"".join(stream.feed(text[i : i + 1]) for i in range(len(text))) + stream.finish()

    assert single == out
    assert at_once.feed(text) + at_once.finish() == out


def test_a_stream_holds_nothing_back_that_begins_no_secret() -> None:
    """What is printed is seen at once: a prompt, dots, half a line."""
    stream = RedactedStream(["hunter2"])

    assert [stream.feed(data) for data in (b"abc", b"Name: ", b"...")] == [
        b"abc",
        b"Name: ",
        b"...",
    ]


def test_a_stream_holds_back_no_more_than_a_login_is_long() -> None:
    """An address that never ends must not be kept in memory."""
    stream = RedactedStream([])

    passed = stream.feed(b"https://" + b"x" * 10_000)

    assert len(passed) == len("https://") + 10_000


def _options(*flags: str) -> BuildOptions:
    return BuildOptions(
        dockerfile=None, context=Path(), target=None, builder="auto", flags=tuple(flags)
    )


def test_a_secret_file_is_hidden_whole_and_by_line(tmp_path: Path) -> None:
    """What `--secret` mounts may be printed by a step."""
    file = tmp_path / "key"
    file.write_text("line-number-1\nline-number-2\n")

    found = _options(f"--secret=id=tok,src={file}").secrets({})

    assert found == ("line-number-1\nline-number-2", "line-number-1", "line-number-2")


@pytest.mark.parametrize(
    "flag", ["id=TOK", "id=x,env=TOK", "type=env,id=x,src=TOK", 'id=x,"env=TOK"', "ID=TOK"]
)
def test_a_secret_of_the_environment_is_hidden(flag: str) -> None:
    """A variable is named by `env`, by `src` of that type, or by the id alone."""
    assert _options(f"--secret={flag}").secrets({"TOK": "abcdef"}) == ("abcdef",)


def test_secret_build_args_and_secrets_are_hidden_together() -> None:
    """Longest first, and what is not secret is not among them."""
    options = _options("--build-arg=A_TOKEN=abcd", "--build-arg=V=version", "--secret=id=E")

    assert options.secrets({"E": "longer"}) == ("longer", "abcd")


def test_a_secret_file_that_is_large_or_missing_is_left_unread(tmp_path: Path) -> None:
    """The builder tells what is wrong with it."""
    file = tmp_path / "large"
    file.write_bytes(b"x" * (64 * 1024 + 1))
    flags = (f"--secret=id=a,src={file}", f"--secret=id=b,src={tmp_path}", "--secret=id=nowhere-x")

    assert _options(*flags).secrets({}) == ()
