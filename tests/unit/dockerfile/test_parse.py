"""Tests for bisectbuild.dockerfile.parse."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.model import Flag
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import DockerfileError

_FILE = b"""# syntax=docker/dockerfile:1
ARG BASE=debian
FROM --platform=linux/amd64 $BASE AS Build
RUN --mount=type=cache,target=/c make \\
    # quickly
    -j4

from build
copy --from=BUILD --link /a /b
"""


def test_instructions_are_numbered_through_the_file() -> None:
    """The index counts every instruction from 1; the stage is None before the first FROM."""
    found = parse(_FILE).instructions

    assert [(one.index, one.keyword, one.stage) for one in found] == [
        (1, "ARG", None),
        (2, "FROM", 0),
        (3, "RUN", 0),
        (4, "FROM", 1),
        (5, "COPY", 1),
    ]


def test_stages_know_name_base_and_platform() -> None:
    """Names are lower-cased, bases stay as written."""
    first, second = parse(_FILE).stages

    assert (first.index, first.name, first.base) == (0, "build", "$BASE")
    assert first.platform == "linux/amd64"
    assert (second.index, second.name, second.base, second.platform) == (1, None, "build", None)
    assert [one.keyword for one in second.instructions] == ["FROM", "COPY"]


def test_flags_values_and_sources_are_told_apart() -> None:
    """The value is what follows keyword and flags; the source is the exact text of the lines."""
    run, copy = parse(_FILE).instructions[2], parse(_FILE).instructions[4]

    assert run.flags == (Flag(name="mount", value="type=cache,target=/c"),)
    assert run.value == "make     -j4"
    assert run.source == "RUN --mount=type=cache,target=/c make \\\n    # quickly\n    -j4"
    assert (copy.flag("from"), copy.value) == ("BUILD", "/a /b")


def test_the_file_keeps_its_bytes_and_line_starts() -> None:
    """Offsets of the lines, then the length."""
    dockerfile = parse(b"FROM a\r\n\nRUN b", name="x.Dockerfile")

    assert dockerfile.data == b"FROM a\r\n\nRUN b"
    assert dockerfile.line_starts == (0, 8, 9, 14)
    assert dockerfile.name == "x.Dockerfile"


@pytest.mark.parametrize(
    ("data", "syntax"),
    [
        (b"# syntax=a/b:1\nFROM x\n", "a/b:1"),
        (b"#escape=\\\n#SYNTAX = a\nFROM x\n", "a"),
        (b"\xef\xbb\xbf# syntax=a\nFROM x\n", "a"),
        (b"#!/usr/bin/x\n# syntax=a\nFROM x\n", "a"),
        (b"// syntax=a\nFROM x\n", "a"),
        (b"# hello\n# syntax=a\nFROM x\n", None),
        (b"FROM x\n", None),
        (b"", None),
    ],
)
def test_the_frontend_is_found_where_buildkit_looks_for_it(data: bytes, syntax: str | None) -> None:
    """In the directive block, behind a shebang, and in `//` comments."""
    assert parse(data).syntax == syntax


def test_what_dockerfile_parse_cannot_read_is_read_by_the_scanner() -> None:
    """Lines ending in both escape characters, foreign bytes and empty words lose nothing."""
    data = b"FROM a\nRUN b\\\\\nRUN c`\n\x1cRUN d\nLABEL e=\xff f\n\\\n"

    found = parse(data).instructions

    assert [(one.keyword, one.value) for one in found] == [
        ("FROM", "a"),
        ("RUN", "b\\\\"),
        ("RUN", "c`"),
        ("\x1cRUN", "d"),
        ("LABEL", "e=\udcff f"),
        ("", ""),
    ]


def test_a_byte_order_mark_is_no_part_of_the_source() -> None:
    """The first instruction's text is what a person sees."""
    assert parse(b"\xef\xbb\xbfFROM a\n").instructions[0].source == "FROM a"


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"\x7fELF\x02\0\0", "NUL"), ("FROM a\n".encode("utf-16"), "UTF-16")],
)
def test_a_binary_file_is_refused_in_clear_words(data: bytes, word: str) -> None:
    """The message names the file and the reason."""
    with pytest.raises(DockerfileError, match=word) as caught:
        parse(data, name="web.Dockerfile")

    assert "web.Dockerfile" in caught.value.message
    assert caught.value.hint


def test_a_nul_in_a_real_dockerfile_is_let_through() -> None:
    """Docker 20.10 and 28.5 build such a file, so we do not refuse it."""
    assert len(parse(b"FROM scratch\nLABEL a=b\0c\n").instructions) == 2
