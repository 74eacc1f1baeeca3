"""Which commands can have made a text fail."""

from __future__ import annotations

import pytest

from bisectbuild.blame.candidates import candidates
from bisectbuild.blame.settings import Settings
from bisectbuild.script.tree import tree


def named(text: str, settings: Settings) -> list[str]:
    """Give the candidates; those that another command ends the text for in brackets."""
    root = tree(text.encode())
    assert root is not None
    return [
        f"{'' if one.itself else '?'}{text[one.tree.start : one.tree.end]}"
        for one in candidates(root, settings)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("a; b", "b"),
        ("a && b", "a b"),
        ("a || b", "b"),
        ("a && b || c", "c"),
        ("a || b && c", "b c"),
        ("! a", "a"),
        ("a | b", "b"),
        ("a | { b; c; }", "c"),
        ("(a; b) && c", "b c"),
        ("if a; then b; fi", "b"),
        ("if a; then b; else c; fi", "b c"),
        ("for i in 1; do a; b; done", "b"),
        ("while a; do b; done", "b"),
        ("case x in x) a;; *) b;; esac", "a b"),
        ("f() { a; b; }; f", "b f"),
        ("a || exit 1", "?a"),
        ("a || { b; false; }", "?a"),
        ("if a; then exit 3; fi", "exit 3"),
        ("exit 0; a", "exit 0 a"),
        ("v=$(a | b)", "?b"),
        ("a; rc=$?; b; exit $rc", "?a"),
        ("a; b; exit $x", "?a ?b"),
        ("a & b; wait", "?a"),
        ("set -e; a; b", "a b"),
        ("set -e; a && b; c", "b c"),
        ("set -e; if a; then b; fi; c", "b c"),
        ("set -e; ! a; b", "b"),
        ("set -e; f() { a; }; f || b; c", "b c"),
        ("set -e; a; set +e; b; c", "a set +e c"),
        ("(set -e; a); b; c", "c"),
        ("set -o pipefail; a | b", "a b"),
        ("trap 'a; exit 1' ERR; b; c", "b c"),
        ("set -e; n=$(a)", "?a"),
    ],
)
def test_conditions_and_what_others_stand_in_for_are_left_out(text: str, expected: str) -> None:
    """By the rules of the shell alone."""
    assert " ".join(named(text, Settings())) == expected


def test_options_from_outside_hold_from_the_start() -> None:
    """As SHELL gives them."""
    assert named("a; b", Settings(errexit=True)) == ["a", "b"]
    assert named("a | b", Settings(pipefail=True)) == ["a", "b"]
