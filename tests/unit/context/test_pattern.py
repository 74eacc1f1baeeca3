"""Patterns match what moby/patternmatcher matches; every case was run through the real one."""

from __future__ import annotations

import pytest

from bisectbuild.context.pattern import clean, make_rule
from bisectbuild.errors import UnreadableError


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("a", "a", True),
        ("a", "b/a", False),
        ("*.md", "x.md", True),
        ("*.md", "docs/x.md", False),
        ("**/*.md", "x.md", True),
        ("**/*.md", "docs/deep/x.md", True),
        ("docs/**", "docs/deep/x", True),
        ("docs/**", "docs", False),
        ("docs/**/x", "docs/x", True),
        ("docs/**/x", "docs/a/b/x", True),
        ("**", "anything/at/all", True),
        ("**/foo", "xfoo", False),
        ("**foo", "a/xfoo", True),
        ("**foo*", "xfoo", False),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("[a-c]x", "bx", True),
        ("[^a-c]x", "bx", False),
        ("a.b", "axb", False),
        (r"\*", "*", True),
        (r"\*", "a", False),
        ("a^b", "a^b", True),
        ("a|b", "a", False),
        ("a|b*", "a", True),
        ("A", "a", False),
    ],
)
def test_a_pattern_matches_as_dockers_does(pattern: str, path: str, *, matches: bool) -> None:
    """Wildcards stop at slashes, two stars do not, and moby's oddities are kept."""
    rule = make_rule(1, pattern)

    assert rule.matches(path) is matches


@pytest.mark.parametrize("pattern", ["[", "[]a]", "a[", "[a-", "\\", "!", "[-a]"])
def test_a_pattern_that_docker_refuses_is_refused_with_its_line(pattern: str) -> None:
    """What Go's filepath.Match calls a bad pattern stops the build, as it stops docker's."""
    with pytest.raises(UnreadableError) as caught:
        make_rule(7, pattern)

    assert "Line 7" in caught.value.message
    assert "docker build refuses" in caught.value.hint


@pytest.mark.parametrize(
    ("path", "short"), [("./a/", "a"), ("a//b/../c", "a/c"), ("//a", "/a"), ("../a", "../a")]
)
def test_a_path_is_shortened_as_go_does(path: str, short: str) -> None:
    """Dots, double and trailing slashes go."""
    assert clean(path) == short
