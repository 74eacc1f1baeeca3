"""Tests for bisectbuild.dockerfile.scan: a probe for every construct of the design's tables."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.model import Heredoc, Instruction
from bisectbuild.dockerfile.parse import parse

_PROBES = {
    "plain": (b"FROM a\nRUN b\n", "FROM:1 RUN:2"),
    "no final newline": (b"FROM a\nRUN b", "FROM:1 RUN:2"),
    "lower case": (b"from a\nrun b\n", "FROM:1 RUN:2"),
    "leading blanks and tabs": (b" \tFROM a\n\t RUN\tb\n", "FROM:1 RUN:2"),
    "windows line ends": (b"FROM a\r\nRUN b \\\r\n c\r\n", "FROM:1 RUN:2-3"),
    "blank lines and comments": (b"\n# x\nFROM a\n\n #y\n", "FROM:3"),
    "a comment as last line": (b"FROM a\n# x", "FROM:1"),
    "nothing": (b"", ""),
    "only comments": (b"# a\n#b\n", ""),
    "continuation": (b"FROM a\nRUN b \\\n c \\\n d\nUSER e\n", "FROM:1 RUN:2-4 USER:5"),
    "blanks after the backslash": (b"FROM \\ \t\n a\n", "FROM:1-2"),
    "comment within a continuation": (b"RUN b \\\n# c \\\n d\nUSER e\n", "RUN:1-3 USER:4"),
    "comment as last line of a continuation": (b"RUN b \\\n# c\n", "RUN:1-2"),
    "blank line within a continuation": (b"RUN b \\\n\n \t\n && c\nUSER e\n", "RUN:1-4 USER:5"),
    "continuation into the end of the file": (b"FROM a\nRUN b \\", "FROM:1 RUN:2"),
    "two backslashes at the end": (b"RUN b\\\\\nUSER e\n", "RUN:1 USER:2"),
    "three backslashes at the end": (b"RUN b\\\\\\\nUSER e\n", "RUN:1 USER:2"),
    "a lone backslash starts the instruction": (b"\\\nFROM a\nRUN b\n", "FROM:1-2 RUN:3"),
    "a lone backslash at the end of the file": (b"FROM a\n\\\n", "FROM:1 :2"),
    "a broken instruction word": (b"R\\\nUN b\nUSER e\n", "RUN:1-2 USER:3"),
    "hash inside a line": (b"FROM a\nRUN b # c \\\n d\n", "FROM:1 RUN:2-3"),
    "hash starts a continuation line": (b"RUN b \\\n   # c\n d\n", "RUN:1-3"),
    "byte-order mark": (b"\xef\xbb\xbfFROM a\nRUN b\n", "FROM:1 RUN:2"),
    "byte-order mark before a directive": (b"\xef\xbb\xbf# escape=`\nRUN a `\n b\n", "RUN:2-3"),
    "not UTF-8": (b"FROM a\nLABEL b=\xff\xfe \\\n c=\xe9\nUSER e\n", "FROM:1 LABEL:2-3 USER:4"),
    "vertical tab, form feed and U+2028": (
        "FROM a\nRUN b\v\fc\u2028d\x85e\nUSER e\n".encode(),
        "FROM:1 RUN:2 USER:3",
    ),
    "no-break space before a word": ("\xa0RUN b\n\x85USER e\n".encode(), "RUN:1 USER:2"),
    "0x1c is no blank": (b"\x1cRUN b\n\x1c# c\n", "\x1cRUN:1 \x1c#:2"),
    "words cut at a vertical tab": (b"USER\x0be\n", "USER:1"),
    "words not cut at a no-break space": ("USER\xa0e\n".encode(), "USER\xa0E:1"),
    "escape": (b"# escape=`\nRUN a `\n b\\\nUSER e\n", "RUN:2-3 USER:4"),
    "escape, odd spelling": (b"  #  ESCAPE =  `  \nRUN a `\n b\n", "RUN:2-3"),
    "escape after syntax": (b"# syntax=x\n# escape=`\nRUN a `\n b\n", "RUN:3-4"),
    "escape after check": (b"# check=skip=all\n# escape=`\nRUN a `\n b\n", "RUN:3-4"),
    "escape after a comment": (b"# hello\n# escape=`\nRUN a `\nUSER b\n", "RUN:3 USER:4"),
    "escape after a blank line": (b"\n# escape=`\nRUN a `\nUSER b\n", "RUN:3 USER:4"),
    "escape after a shebang": (b"#!/bin/x\n# escape=`\nRUN a `\nUSER b\n", "RUN:3 USER:4"),
    "escape after another key": (b"# hello=x\n# escape=`\nRUN a `\nUSER b\n", "RUN:3 USER:4"),
    "json over lines": (b'CMD ["a", \\\n "b"]\nUSER e\n', "CMD:1-2 USER:3"),
    "onbuild": (b"FROM a\nONBUILD RUN b \\\n c\n", "FROM:1 ONBUILD:2-3"),
    "unknown instruction": (b"FROM a\nRUNN b\n", "FROM:1 RUNN:2"),
    "global args": (b"ARG a=1\nFROM b\n", "ARG:1 FROM:2"),
    "heredoc": (b"RUN <<E\nFROM x\n# y\n\\\nE\nUSER e\n", "RUN:1-5 USER:6"),
    "heredoc, dash": (b"RUN <<-E\n\tx\n\t\tE\nUSER e\n", "RUN:1-3 USER:4"),
    "heredoc without dash wants no tabs": (b"RUN <<E\n\tE\nE\nUSER e\n", "RUN:1-3 USER:4"),
    "heredoc, single quotes": (b"RUN <<'E'\nx\nE\nUSER e\n", "RUN:1-3 USER:4"),
    "heredoc, double quotes": (b'RUN <<"E F"\nx\nE F\nUSER e\n', "RUN:1-3 USER:4"),
    "heredoc, escaped name": (b"RUN <<\\E\nx\nE\nUSER e\n", "RUN:1-3 USER:4"),
    "heredoc, descriptor": (b"RUN 3<<E\nx\nE\nUSER e\n", "RUN:1-3 USER:4"),
    "two heredocs": (b"COPY <<A <<B /x\na\nA\nb\nB\nUSER e\n", "COPY:1-5 USER:6"),
    "heredoc after flags": (b"COPY --chmod=755 <<E /x\na\nE\nUSER e\n", "COPY:1-3 USER:4"),
    "heredoc after a continuation": (b"RUN a && \\\n b <<E\nx\nE\nUSER e\n", "RUN:1-4 USER:5"),
    "heredoc and windows line ends": (b"RUN <<E\r\nx\r\nE\r\nUSER e\r\n", "RUN:1-3 USER:4"),
    "heredoc under onbuild": (b"ONBUILD RUN <<E\nx\nE\nUSER e\n", "ONBUILD:1-3 USER:4"),
    "heredoc in ADD": (b"ADD <<E /x\nx\nE\nUSER e\n", "ADD:1-3 USER:4"),
    "heredoc, unset variable as name": (b"RUN <<$E\nx\n$E\nUSER e\n", "RUN:1-3 USER:4"),
    "heredoc in a default value": (b"RUN x${V:-a <<E }\nE\nUSER e\n", "RUN:1-2 USER:3"),
    "heredoc, end word at the end of the file": (b"RUN <<E\nx\nE", "RUN:1-3"),
    "heredoc under escape=`": (b"# escape=`\nRUN a `\n <<E\nx\nE\nUSER e\n", "RUN:2-5 USER:6"),
    "heredoc, spaced": (b"RUN cat << E\nx\nE\nUSER e\n", "RUN:1-3 USER:4"),
    "shift, never ended": (b"RUN x=$(( 1 << 2 ))\nUSER e\n", "RUN:1 USER:2"),
    "shift and a heredoc": (b"RUN x=$(( 1 << 2 )) <<E\nx\nE\nUSER e\n", "RUN:1-3 USER:4"),
    "open heredoc": (b"FROM a\nRUN <<E\nx\nUSER e\n", "FROM:1 RUN:2-4"),
    "no heredoc: dash and blank": (b"RUN <<- E\nUSER e\n", "RUN:1 USER:2"),
    "no heredoc: run together": (b"RUN cat<<E\nUSER e\n", "RUN:1 USER:2"),
    "no heredoc: quoted": (b"RUN '<<E' \"<<F\" \\<<G\nUSER e\n", "RUN:1 USER:2"),
    "no heredoc: json form": (b'RUN ["<<E"]\nUSER e\n', "RUN:1 USER:2"),
    "no heredoc: here-string": (b"RUN cat <<<E\nUSER e\n", "RUN:1 USER:2"),
    "no heredoc: CMD and ENV": (b"CMD cat <<E\nENV A=b <<F\nUSER e\n", "CMD:1 ENV:2 USER:3"),
    "no heredoc: an open quote": (b"RUN echo ' <<E\nUSER e\n", "RUN:1 USER:2"),
    "no heredoc: an unknown modifier": (b"RUN ${V,,} <<E\nUSER e\n", "RUN:1 USER:2"),
    "no heredoc: empty name": (b"RUN <<'' x <<\nUSER e\n", "RUN:1 USER:2"),
}


@pytest.mark.parametrize("probe", _PROBES, ids=str)
def test_each_construct_has_the_boundaries_that_buildkit_gives_it(probe: str) -> None:
    """Keyword, first and last line of every instruction are those of BuildKit's own parser."""
    data, expected = _PROBES[probe]

    found = " ".join(map(_told, parse(data).instructions))

    assert found == expected


def _told(one: Instruction) -> str:
    first, last = one.span.start, one.span.end
    return f"{one.keyword}:{first}" if first == last else f"{one.keyword}:{first}-{last}"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"RUN a \\\n  b \\\n\n# c\n  d  \n", "RUN a   b   d"),
        (b"R\\\nUN a\n", "RUN a"),
        (b"\\\n   RUN a\n", "RUN a"),
        (b"RUN a \\", "RUN a"),
        (b"RUN a\\\\\n", "RUN a\\\\"),
        (b"RUN \xc3\\\n\xa9\n", "RUN \u00e9"),
        (b"RUN \xff\n", "RUN \udcff"),
        (b"RUN a\r\r\n", "RUN a"),
    ],
)
def test_lines_are_joined_as_the_builder_joins_them(data: bytes, text: str) -> None:
    """Continuation lines keep their leading blanks and the blanks before the escape character."""
    (instruction,) = parse(data).instructions

    assert instruction.text == text


def test_a_heredoc_carries_its_body_and_its_marks() -> None:
    """Name, descriptor, expansion, tabs, raw body and lines are told for each."""
    data = b"FROM a\nRUN cat <<-A 3<<'B'\n\tone\n\tA\n$two\r\nB\n"
    first, second = parse(data).instructions[1].heredocs

    assert _marks(first) == ("A", True, True, 0)
    assert (first.body, first.span.start, first.span.end) == ("\tone\n", 3, 4)
    assert _marks(second) == ("B", False, False, 3)
    assert (second.body, second.span.start, second.span.end) == ("$two\r\n", 5, 6)


def _marks(doc: Heredoc) -> tuple[str, bool, bool, int]:
    return doc.name, doc.expand, doc.strip_tabs, doc.file_descriptor


def test_an_open_heredoc_runs_to_the_end_and_says_so() -> None:
    """The file can be shown although the builder will refuse it."""
    (doc,) = parse(b"FROM a\nRUN <<E\nx\n").instructions[1].heredocs

    assert not doc.closed
    assert (doc.body, doc.span.start, doc.span.end) == ("x\n", 3, 3)


def test_many_shifts_that_look_like_heredocs_are_read_in_one_pass() -> None:
    """Ten thousand end words that never come do not each search the whole file."""
    data = b"FROM a\n" + b"".join(b"RUN x=$(( 1 << %d ))\n" % at for at in range(10_000))

    assert len(parse(data).instructions) == 10_001


def test_deep_nesting_is_no_heredoc_and_no_crash() -> None:
    """Braces nested beyond any sense are left to the engine."""
    data = b"RUN " + b"${a:-" * 5000 + b" <<E\nUSER e\n"

    assert [one.keyword for one in parse(data).instructions] == ["RUN", "USER"]
