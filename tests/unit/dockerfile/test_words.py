"""Tests for bisectbuild.dockerfile.words."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.words import json_items, pair_words, split_flags


@pytest.mark.parametrize(
    ("value", "flags", "rest"),
    [
        ("a b", [], "a b"),
        ("--from=x a b", [("from", "x")], "a b"),
        ("--link --chown=1:2  a", [("link", None), ("chown", "1:2")], "a"),
        ("--chown='x y' a", [("chown", "x y")], "a"),
        ('--chown="x \\" y" a', [("chown", 'x " y')], "a"),
        ("--a\\ b=c d", [("a b", "c")], "d"),
        ("--from=a`b c", [("from", "a`b")], "c"),
        ("--link -- --x", [("link", None)], "--x"),
        ("--", [], ""),
        ("--from=", [("from", "")], ""),
        ("--mount=a=b,from=x --mount=c d", [("mount", "a=b,from=x"), ("mount", "c")], "d"),
        ("--a='open", [("a", "open")], ""),
        ("--a=b\\", [("a", "b")], ""),
        ("-x --y", [], "-x --y"),
        ("", [], ""),
    ],
)
def test_flags_are_cut_off_the_front(
    value: str, flags: list[tuple[str, str | None]], rest: str
) -> None:
    """Quotes vanish, a backslash protects one character, a bare -- ends the flags."""
    found, left = split_flags(value)

    assert ([(flag.name, flag.value) for flag in found], left) == (flags, rest)


@pytest.mark.parametrize(
    ("value", "escape", "words"),
    [
        ("a=b c=d", "\\", ("a=b", "c=d")),
        ("a='b c' d", "\\", ("a='b c'", "d")),
        ('a="b \\" c" d', "\\", ('a="b \\" c"', "d")),
        ("a=b\\ c d", "\\", ("a=b\\ c", "d")),
        ("a=b` c\\ d", "`", ("a=b` c\\", "d")),
        ("a='open b", "\\", ("a='open b",)),
        ("a\\", "\\", ("a",)),
        ("  ", "\\", ()),
        ("a=''", "\\", ("a=''",)),
    ],
)
def test_pairs_are_cut_at_unquoted_blanks(value: str, escape: str, words: tuple[str, ...]) -> None:
    """ENV, LABEL and ARG words keep their quotes and escapes."""
    assert pair_words(value, escape) == words


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ('["a", "b"]', ("a", "b")),
        ("[]", ()),
        ("[1]", (1,)),
        ("['a']", None),
        ('["a"', None),
        ("[NaN]", None),
        ("[1e999]", None),
        ("[" * 100_000, None),
        ("a", None),
    ],
)
def test_a_json_list_is_told_from_a_shell_command(
    value: str, items: tuple[object, ...] | None
) -> None:
    """What Go's decoder refuses is a shell command."""
    assert json_items(value) == items
