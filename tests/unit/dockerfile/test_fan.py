"""Tests for bisectbuild.dockerfile.fan."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.fan import fan
from bisectbuild.dockerfile.parse import parse


def _lines(data: bytes) -> list[str]:
    """Give the fan's lines without comments and blank lines."""
    text = fan(parse(data)).decode("utf-8", "surrogateescape")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def test_each_instruction_gets_a_stage_with_all_before_it() -> None:
    """An unnamed stage ends as the stage of its last instruction."""
    assert _lines(b"ARG V=1\nFROM a:$V\nRUN b\nRUN c\n") == [
        "ARG V=1",
        *("FROM a:$V AS bb-0002",),
        *("FROM a:$V AS bb-0003", "RUN b"),
        *("FROM a:$V AS bb-0004", "RUN b", "RUN c"),
    ]


def test_a_named_stage_comes_once_more_under_its_own_name() -> None:
    """So that what refers to it, and the default target, stay the same."""
    assert _lines(b"FROM a AS Own\nRUN b\nFROM own\n") == [
        *("FROM a AS bb-0001",),
        *("FROM a AS bb-0002", "RUN b"),
        *("FROM a AS Own", "RUN b"),
        *("FROM own AS bb-0003",),
    ]


@pytest.mark.parametrize(
    ("data", "written"),
    [
        (b"FROM a\nFROM b\nCOPY --from=0 c d\n", "COPY --from=bb-0001 c d"),
        (b"FROM a AS x\nFROM b\nCOPY --chown=1 --from=0 c d\n", "COPY --chown=1 --from=x c d"),
        (b"FROM a AS x\nFROM a AS x\nFROM b\nCOPY --from=0 c d\n", "COPY --from=bb-0001 c d"),
        (b"FROM a\nFROM b\nCOPY --from='0' c d\n", "COPY --from=bb-0001 c d"),
        (b"FROM a\nFROM b\nCOPY --fr\\\nom=0 c d\n", 'COPY "--from=bb-0001" c d'),
        (b"FROM a\nFROM b\nRUN --mount=from=0,target=/x c\n", "RUN --mount=from=0,target=/x c"),
        (b"FROM a\nFROM b\nCOPY --from=9 c d\n", "COPY --from=9 c d"),
        (b"FROM a\nFROM b\nONBUILD COPY --from=0 c d\n", "ONBUILD COPY --from=0 c d"),
    ],
)
def test_numbers_of_stages_become_names(data: bytes, written: str) -> None:
    """They would shift; mounts and triggers for other files never meant this file's numbers."""
    assert written in _lines(data)


def test_a_trigger_that_fires_in_this_file_is_renamed() -> None:
    """A later stage builds on the stage that holds it."""
    data = b"FROM a\nFROM b AS x\nONBUILD COPY --from=0 c d\nFROM x\n"

    assert "ONBUILD COPY --from=bb-0001 c d" in _lines(data)


def test_directives_and_mark_stay_first() -> None:
    """A header above them would turn them into comments."""
    data = b"\xef\xbb\xbf# syntax=docker/dockerfile:1\n# escape=`\nFROM a `\n  AS b\nRUN c `\n d\n"

    result = fan(parse(data))

    assert result.startswith(b"\xef\xbb\xbf# syntax=docker/dockerfile:1\n# escape=`\n# ")
    assert parse(result).syntax == "docker/dockerfile:1"
    assert parse(result).escape == "`"


def test_a_mark_without_directives_stays_first_too() -> None:
    """A mark in the middle of a file would be part of a word."""
    result = fan(parse(b"\xef\xbb\xbfFROM a\n"))

    assert result.startswith(b"\xef\xbb\xbf# ")
    assert result.count(b"\xef\xbb\xbf") == 1


def test_heredocs_comments_and_line_ends_are_verbatim() -> None:
    """Bodies, comments between instructions and Windows line ends survive."""
    data = b"FROM a AS b\r\n# why\r\nRUN <<E\r\n\xff # x\r\nE\r\nUSER c"

    result = fan(parse(data))

    assert result.count(b"# why\r\nRUN <<E\r\n\xff # x\r\nE\r\n") == 3
    assert b"\n" not in result.replace(b"\r\n", b"")


def test_generated_names_avoid_those_of_the_file() -> None:
    """A fan of a fan still has a name for each instruction."""
    once = fan(parse(b"FROM a\nRUN b\n"))

    names = [stage.name for stage in parse(fan(parse(once))).stages]

    assert len(names) == len(set(names))
    assert {"bb-0001", "bb-0002", "bb-0001-2", "bb-0002-2"} <= set(names)


def test_the_last_stage_stays_the_default_target() -> None:
    """Building the fan without --target gives what the file gave."""
    last = parse(fan(parse(b"FROM a\nRUN b\nFROM c AS own\nRUN d\n"))).stages[-1]

    assert (last.name, [one.text for one in last.instructions]) == (
        "own",
        ["FROM c AS own", "RUN d"],
    )


def test_bytes_of_a_from_that_are_no_utf_8_stay_as_they_are() -> None:
    """As those of every other instruction do."""
    result = fan(parse(b"FROM a\xff AS b\nRUN \xfe\n"))

    assert b"FROM a\xff AS bb-0001\n" in result
    assert b"FROM a\xff AS b\nRUN \xfe\n" in result
