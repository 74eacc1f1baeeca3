"""What a Node stumbles on tells which Node would read it."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge import node_syntax


@pytest.mark.parametrize(("text", "since"), [("??=", "15"), ("{", "10"), (")", ""), ("", "")])
def test_a_token_came_with_a_node(text: str, since: str) -> None:
    """A token that every Node knows says nothing."""
    assert node_syntax.token(text) == since


@pytest.mark.parametrize(
    ("text", "since"), [("node:test", "18"), ("node:fs", "14.18"), ("fs", ""), ("applecart", "")]
)
def test_a_built_in_module_came_with_a_node(text: str, since: str) -> None:
    """The prefix itself has a first Node."""
    assert node_syntax.module(text) == since


def test_names_and_methods_came_with_a_node() -> None:
    """What the project names so itself is not in the tables."""
    assert node_syntax.name("fetch") == "18"
    assert node_syntax.name("fetchPlums") == ""
    assert node_syntax.method("replaceAll") == "15"
    assert node_syntax.method("growTree") == ""
