"""The words about the prompt itself: help, quit."""

from __future__ import annotations

from bisectbuild.debugger.words import WORDS
from tests.support.fake_workbench import Dialogue, FakeWorkbench


def test_help_lists_every_word_with_its_usage_and_summary() -> None:
    """One line for each, in the order of the page."""
    told = Dialogue(FakeWorkbench()).type("help")

    assert [line.split("  ")[0] for line in told[: len(WORDS)]] == [w.usage for w in WORDS]
    assert all(line.endswith(word.summary) for line, word in zip(told, WORDS, strict=False))
    assert max(map(len, told)) <= 100


def test_help_of_a_word_tells_its_usage_aliases_and_all_of_its_help() -> None:
    """The word may be an alias or cut short."""
    for word in WORDS:
        usage, *lines = Dialogue(FakeWorkbench()).type(f"help {word.name}")

        assert usage.startswith(word.usage)
        assert all(alias in usage for alias in word.aliases)
        assert " ".join(lines) == word.help
    assert Dialogue(FakeWorkbench()).type("h p")[0].startswith("back")


def test_quit_and_its_aliases_leave() -> None:
    """Nothing else does."""
    for line in ("quit", "q", "exit", "qui"):
        assert Dialogue(FakeWorkbench()).ends_with(line)
