"""The words that show variables: env, args."""

from __future__ import annotations

from tests.support.fake_workbench import Dialogue, FakeWorkbench


def test_env_shows_the_variables_and_obeys_none() -> None:
    """Escape sequences are dropped."""
    assert Dialogue(FakeWorkbench()).type("env") == ["PATH=/bin", "BAD=red"]


def test_args_shows_the_build_args_in_scope() -> None:
    """Or that there are none."""
    person = Dialogue(FakeWorkbench())

    assert person.type("args") == ["No build arg is in scope here."]
    person.type("set A=two")
    assert person.type("args") == ["A=two"]
