"""The .dockerignore file: which one holds, what it leaves out, and which line does so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.context.ignore import find_ignore, parse_ignore
from bisectbuild.errors import UnreadableError


def test_comments_blanks_slashes_and_a_byte_order_mark_are_read_as_docker_does() -> None:
    """Only what is left of a line is its pattern; a comment begins in the first column."""
    content = b"\xef\xbb\xbf/a/ \n\n# note\n #b\n! /c \r\n./d/../e\n"

    ignore = parse_ignore(content)

    assert [(rule.line, rule.text) for rule in ignore.rules] == [
        (1, "a"),
        (4, "#b"),
        (5, "!c"),
        (6, "e"),
    ]


def test_the_last_pattern_to_match_wins_and_is_named() -> None:
    """An exception takes back, a later pattern ignores again."""
    ignore = parse_ignore(b"*.md\n!README*.md\nREADME-secret.md\n")

    found = [ignore.which_rule(n) for n in ("a.md", "README.md", "README-secret.md", "a.txt")]

    assert found == [(1, "*.md"), None, (3, "README-secret.md"), None]


def test_what_lies_below_an_ignored_directory_is_ignored_by_its_rule() -> None:
    """The line that ignores the directory is the reason."""
    ignore = parse_ignore(b"# x\nnode_modules/\n")

    assert ignore.which_rule("node_modules/a/b.js") == (2, "node_modules")
    assert not ignore.ignores("src/node_modules/a.js")


def test_a_child_may_be_taken_back_from_an_ignored_directory_by_name_only() -> None:
    """The client does not look into it for an exception that begins with a wildcard."""
    named = parse_ignore(b"build\n!build/keep\n")
    wild = parse_ignore(b"build\n!**/keep\n")

    assert not named.ignores("build/keep")
    assert not named.ignores("build/keep/deep")
    assert named.ignores("build/other")
    assert wild.which_rule("build/keep") == (1, "build")


def test_everything_but_some_can_be_ignored() -> None:
    """The allow-list that many projects write."""
    ignore = parse_ignore(b"**\n!src\n!package.json\n")

    verdicts = {p: ignore.ignores(p) for p in ("src/a/b", "package.json", "x", "a/src")}

    assert verdicts == {"src/a/b": False, "package.json": False, "x": True, "a/src": True}


def test_clients_before_23_let_an_exception_for_a_parent_take_a_child_back() -> None:
    """Their matcher looked at one parent, whatever had been decided for it before."""
    content = b"b/[ab]/d\n![ab]\n"

    now, before = parse_ignore(content), parse_ignore(content, as_before_23=True)

    assert now.ignores("b/b/d")
    assert not before.ignores("b/b/d")


def test_buildkit_prefers_the_dockerfiles_own_ignore_file(tmp_path: Path) -> None:
    """The legacy builder does not know it; without it both take the one of the context."""
    dockerfile = tmp_path / "docker" / "web.Dockerfile"
    dockerfile.parent.mkdir()
    (tmp_path / ".dockerignore").write_text("common\n")
    own = dockerfile.with_name("web.Dockerfile.dockerignore")
    own.write_text("own\n")

    kit = find_ignore(tmp_path, dockerfile, buildkit=True)
    legacy = find_ignore(tmp_path, dockerfile, buildkit=False)
    own.unlink()
    fallback = find_ignore(tmp_path, dockerfile, buildkit=True)

    assert (kit.path, kit.ignores("own")) == (own, True)
    assert legacy.path == fallback.path == tmp_path / ".dockerignore"


def test_without_an_ignore_file_nothing_is_left_out(tmp_path: Path) -> None:
    """No file, no rules, no path."""
    ignore = find_ignore(tmp_path, None, buildkit=False, client_version="20.10.24")

    assert (ignore.path, ignore.rules, ignore.ignores("a")) == (None, (), False)


def test_an_ignore_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A directory of that name stops docker too."""
    (tmp_path / ".dockerignore").mkdir()

    with pytest.raises(UnreadableError, match=r"\.dockerignore cannot be read"):
        find_ignore(tmp_path, None, buildkit=False)
