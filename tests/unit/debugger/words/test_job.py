"""The words to a CI job that waits: resume, fail, extend."""

from __future__ import annotations

import pytest

from tests.support.fake_workbench import Dialogue, FakeWorkbench


def answer(heard: list[tuple[str, ...]], words: tuple[str, ...]) -> str:
    """Answer as the job would, and note what was asked."""
    heard.append(words)
    return "The job goes on."


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("resume job", ("resume", "job")),
        ("resume", ("resume", "job")),
        ("fail job", ("fail", "job")),
        ("extend", ("extend",)),
        ("extend 30", ("extend", "30")),
    ],
)
def test_a_word_is_sent_to_the_job_and_its_answer_is_shown(line: str, sent: tuple[str]) -> None:
    """The word `job` may be left out."""
    heard: list[tuple[str, ...]] = []
    person = Dialogue(FakeWorkbench())
    person.state.job = lambda words: answer(heard, words)

    assert person.type(line) == ["The job goes on."]
    assert heard == [sent]


@pytest.mark.parametrize("line", ["resume job", "fail job", "extend"])
def test_without_a_job_that_waits_it_is_said_what_the_words_are_for(line: str) -> None:
    """Most shells belong to no job."""
    told = "\n".join(Dialogue(FakeWorkbench()).type(line))

    assert "No CI job waits for this shell." in told
    assert "--on-failure shell" in told


def test_anything_but_the_job_is_refused() -> None:
    """A slip of the hand is not taken for a decision."""
    person = Dialogue(FakeWorkbench())
    person.state.job = lambda _: "never"

    assert any("build is not the job." in line for line in person.type("fail build"))
