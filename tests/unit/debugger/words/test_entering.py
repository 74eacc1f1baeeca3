"""The words that run something in the layer: shell, run."""

from __future__ import annotations

import pytest

from tests.support.fake_workbench import Dialogue, FakeWorkbench


@pytest.mark.parametrize(
    ("line", "did"),
    [
        ("shell", "shell here"),
        ("sh before", "shell before 3"),
        ("shell after", "shell after 3"),
        ("shell 2", "shell before 2"),
        ("shell 2:after", "shell after 2"),
        ("shell one", "shell after 3"),
    ],
)
def test_shell_opens_on_either_side_and_anywhere_else(line: str, did: str) -> None:
    """One stands where one stood when it ends."""
    bench = FakeWorkbench().stand("3")
    place = bench.place

    assert Dialogue(bench).type(line) == []
    assert bench.did == [did]
    assert bench.place == place


def test_run_hands_the_rest_of_the_line_over_as_it_is() -> None:
    """An exit code other than 0 is told."""
    person = Dialogue(FakeWorkbench())
    quiet = person.type("run  echo 'a  b' | wc")
    person.bench.code = 3

    assert quiet == []
    assert person.type("!false") == ["exit code 3"]
    assert person.bench.did == ["run echo 'a  b' | wc", "run false"]


def test_run_without_a_command_is_refused() -> None:
    """With an example."""
    assert Dialogue(FakeWorkbench()).type("run")[1] == "For instance: run ls -l"
