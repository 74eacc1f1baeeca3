"""A log that is passed on commands nothing, and is no other than it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.ci.guard import Guard

MARKERS = [
    b"::error::x",
    b"::set-output name=a::b",
    b"::stop-commands::x",
    b"##[error]x",
    b"##vso[task.setvariable variable=a]b",
    b"##VSO[task.complete result=Succeeded]",
    b"##teamcity[buildProblem description='x']",
    b"section_start:1600000000:x\r\x1b[0K",
    b"section_end:1600000000:x\r\x1b[0K",
    b"\x1b]1337;File=inline=1:x\x07",
    b"\x1b]1338;url=x\x07",
]
# How the services find a command, written anew: see bisectbuild/ci/guard.py for where they do.
COMMANDS = (
    re.compile(rb"##(?:vso|teamcity)?\[", re.IGNORECASE),
    re.compile(rb"section_(?:start|end):"),
    re.compile(rb"\x1b\]133[789];"),
)
_WORDS = (
    b": :: ::e # ## [ vso vso[ teamcity[ section _start: \x1b \x1b[31m ]1337; \xc2\xa0 \xff a 1"
)
# Blanks are trimmed, and colours may be taken off.
_AT_START = re.compile(rb"(?:[^\x21-\x7e]|(?<=\x1b)\[[0-9;:?]*[ -/]*[@-~])*::[A-Za-z]")
PIECES = st.lists(
    st.sampled_from([b"\n", b"\r", b" ", b"\t", b"x" * 40, *_WORDS.split()]), max_size=30
)


def commands(text: bytes) -> bool:
    """Tell whether some service would take something in it for a command."""
    if any(_AT_START.match(line) for line in re.split(rb"[\r\n]", text)):
        return True
    return any(pattern.search(text) for pattern in COMMANDS)


def passed(*pieces: bytes) -> bytes:
    """Pass pieces through one guard."""
    guard = Guard()
    return b"".join(guard.feed(piece) for piece in pieces)


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize(
    "before", [b"", b"a line\n", b"a line\r", b"  \t", b"\x1b[31m", b"\xc2\xa0 "]
)
def test_a_marker_is_broken_by_one_character_wherever_pieces_cut_it(
    marker: bytes, before: bytes
) -> None:
    """A person still sees what was there."""
    text = before + marker
    assert commands(text)

    for cut in range(len(text) + 1):
        out = passed(text[:cut], text[cut:])
        assert not commands(out), cut
        assert out.replace(b"\\", b"") == text
        assert len(out) == len(text) + 1
    assert not commands(passed(*(text[at : at + 1] for at in range(len(text)))))


@pytest.mark.parametrize(
    "text",
    [
        b"#5 0.123 ::error::x\n",
        b"std::vector<int>::size\n  a::b\n",
        b"--- a/file\n+++ b/file\n",
        b"## Heading [x]\n# vso[\n",
        b"a section_starts here\n",
        b"\x1b]0;title\x07 50%\r 60%\r\n",
        b":: \n:::\n::1\n",
        b"\n\xff\xfe later\n",
        b"\xef\xbb\xbfa mark of our own encoding\n",
        bytes(range(256)),
    ],
)
def test_what_commands_nothing_stays_as_it_is(text: bytes) -> None:
    """Byte for byte, also what is no text."""
    assert passed(text) == text
    assert passed(*(text[at : at + 1] for at in range(len(text)))) == text


@given(PIECES)
def test_no_cut_lets_a_command_through(pieces: list[bytes]) -> None:
    """Only backslashes are added, and only where there was a command."""
    text = b"".join(pieces)
    out = passed(*pieces)

    assert not commands(out)
    assert out.replace(b"\\", b"") == text
    if not commands(text):
        assert out == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_stream_is_in_no_other_encoding(encoding: str) -> None:
    """A runner that heeds a byte order mark would read other letters."""
    text = "\ufeff::error::x\n".encode(encoding)

    for pieces in ((text,), (text[:1], text[1:]), tuple(text[at : at + 1] for at in range(8))):
        out = passed(*pieces)
        assert not out.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))
        assert out.replace(b"\\", b"") == b"".join(pieces)
        assert out.count(b"\\") == 1


def test_a_colour_that_pieces_cut_hides_nothing() -> None:
    """Its parameters too may have come before."""
    text = b"\x1b[0 q::error::x"

    for cut in range(len(text)):
        assert not commands(passed(text[:cut], text[cut:]))


def test_a_long_unseen_start_of_a_line_hides_nothing() -> None:
    """A runner trims blanks, however many there are."""
    for blanks in (4095, 4096, 4097, 10_000):
        out = passed(b" " * blanks, b":", b":error::x")
        assert out == b" " * blanks + b":\\:error::x"
