"""The words about files: context, diff, cp."""

from __future__ import annotations

import pytest

from tests.support.fake_workbench import Dialogue, FakeWorkbench, no_difference


def test_context_lists_what_the_builder_is_sent() -> None:
    """With sizes and the sum; hostile names are made safe."""
    bench = FakeWorkbench(sent=(("src/", 0), ("src/a\x1b[2J.c", 10), ("z", 5)))
    told = Dialogue(bench).type("context")

    assert [line.split()[-1] for line in told[:-1]] == ["src/", "src/a.c", "z"]
    assert told[-1].startswith("3 entries, ")


def test_context_takes_a_text_to_look_for() -> None:
    """Only the paths that hold it are shown and counted."""
    bench = FakeWorkbench(sent=(("src/", 0), ("src/a.c", 10), ("z", 5)))
    told = Dialogue(bench).type("ctx src")

    assert len(told) == 3
    assert told[-1].startswith("2 entries, ")


def test_a_large_context_is_cut_short() -> None:
    """The rest is counted."""
    bench = FakeWorkbench(sent=tuple((f"f{number}", 1) for number in range(1000)))
    told = Dialogue(bench).type("context")

    assert len(told) == 202
    assert told[-2].startswith("… and 800 more")
    assert told[-1].startswith("1000 entries, ")


@pytest.mark.parametrize(
    ("at", "line", "did"),
    [
        ("3", "diff", "before 2, after 2"),
        ("3:after", "diff", "before 3, after 3"),
        ("3", "diff 10", "before 10, after 10"),
        ("3", "diff one", "after 1, after 3"),
        ("3", "diff 2 3:after", "before 2, after 3"),
        ("3", "diff one final", "after 3, after 12"),
    ],
)
def test_diff_compares_the_sides_of_a_step_or_two_places(at: str, line: str, did: str) -> None:
    """Alone it is the step that ran last."""
    bench = FakeWorkbench(found=no_difference()).stand(at)
    told = Dialogue(bench).type(line)

    assert bench.did == [f"difference {did}"]
    assert told[-1] == "Nothing differs."


def test_diff_alone_at_a_failure_shows_what_it_left() -> None:
    """The step that failed is the one to look at."""
    bench = FakeWorkbench(fails=3, found=no_difference())
    person = Dialogue(bench)
    person.type("continue")

    assert person.type("diff")[0] == "from before line 3 to after line 3"


@pytest.mark.parametrize(("at", "line"), [("2", "diff"), ("2", "diff 1"), ("1:after", "diff")])
def test_a_from_has_nothing_before_it_to_compare(at: str, line: str) -> None:
    """The answer says what to type instead."""
    bench = FakeWorkbench().stand(at)

    assert len(Dialogue(bench).type(line)) == 2
    assert bench.did == []


def test_cp_copies_into_a_folder_of_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several paths at once; it says what was written."""
    monkeypatch.setenv("HOME", "/home/sam")

    assert Dialogue(FakeWorkbench()).type("cp /etc/passwd 'a b' ~/out") == [
        "/home/sam/out/passwd",
        "/home/sam/out/a b",
    ]
    assert Dialogue(FakeWorkbench()).type("cp /x")[0] == "Too few words."
