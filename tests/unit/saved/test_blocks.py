"""A log in blocks of whole lines, what terminals and CI put into it taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.saved.blocks import blocks, cleaned


@given(st.lists(st.binary(max_size=8), max_size=20))
def test_nothing_is_lost_and_blocks_end_at_line_ends(chunks: list[bytes]) -> None:
    """But for the last one, which has what there is."""
    plain = [bytes(0x61 + byte % 25 if byte % 5 else 0x0A for byte in chunk) for chunk in chunks]

    found = list(blocks(plain))

    assert b"".join(found) == b"".join(plain)
    assert all(block.endswith(b"\n") for block in found[:-1])


@pytest.mark.parametrize(
    ("given_", "left"),
    [
        (b"\x1b[0m\x1b[31mred\x1b[0m\x1b[K\n", b"red\n"),
        (b"\x1b_bk;t=1700000000123\x07line\n", b"line\n"),
        (b"_bk;t=1700000000123\x07line\n", b"line\n"),
        (b"\x1b]0;a title\x07line\n", b"line\n"),
        (b"one\r\ntwo\r\r\n", b"one\ntwo\n"),
        (b"10%\r20%\rdone\n", b"10%\r20%\rdone\n"),
        (b"section_start:1700000000:build[collapsed=true]\r\x1b[0KBuild it\n", b"Build it\n"),
        (b"##[group]Run docker build\n##[error]oh\n", b"Run docker build\noh\n"),
        (b"2031-01-01T00:00:00.0000000Z ##[error]oh\n", b"2031-01-01T00:00:00.0000000Z oh\n"),
        (b"::error file=x::oh\n::endgroup::\n", b"oh\n\n"),
        (b"std::move and a##[b] stay\n", b"std::move and a##[b] stay\n"),
    ],
)
def test_decorations_are_taken_out(given_: bytes, left: bytes) -> None:
    """And what only looks like one stays."""
    assert cleaned(given_) == left


def test_what_powershell_writes_is_read() -> None:
    """UTF-16 with a mark in front, cut within characters."""
    data = "\ufeff#1 caf\u00e9\r\n".encode("utf-16-le")

    assert b"".join(blocks([data[:5], data[5:8], data[8:]])) == "#1 caf\u00e9\n".encode()


def test_a_mark_of_utf_8_is_no_text() -> None:
    """Some editors write one."""
    assert list(blocks([b"\xef\xbb\xbf#1 a\n"])) == [b"#1 a\n"]


def test_a_line_without_end_comes_in_pieces() -> None:
    """Memory holds no more than about a megabyte of it."""
    found = list(blocks(b"x" * 100_000 for _ in range(50)))

    assert sum(map(len, found)) == 5_000_000
    assert max(map(len, found)) < 1_200_000
