"""How a saved build ended, and what the summary adds to a log that was cut."""

from __future__ import annotations

import pytest

from bisectbuild.saved.ending import NO_LAST_WORDS, Ending
from bisectbuild.saved.read import Saved, read_saved
from tests.unit.saved.logs import BLOCK, FAILING, FINAL, LEGACY, PASSING, STEPS, SUMMARY


def read(log: str) -> Saved:
    """Read a log."""
    return read_saved([log.encode()])


@pytest.mark.parametrize(
    ("log", "how"),
    [
        (STEPS + FAILING + SUMMARY + FINAL, Ending.FAILED),
        (STEPS + FAILING, Ending.FAILED),
        (FINAL, Ending.FAILED),
        (BLOCK, Ending.FAILED),
        (PASSING, Ending.PASSED),
        (STEPS, Ending.PASSED),  # Built into the cache alone.
        (STEPS + FAILING.partition("\n")[0] + "\n", Ending.CUT),
        (STEPS + "ERROR: failed to build: no space left on device\n", Ending.FAILED),
        (LEGACY + "Removing intermediate container 7a0fc8e52b5c\n", Ending.FAILED),
        (LEGACY.partition("Step 3")[0] + "Successfully built 2f1c4f0d8a1b\n", Ending.PASSED),
    ],
)
def test_each_end_is_told_apart(log: str, how: Ending) -> None:
    """By steps, by last words, and by the lack of them."""
    assert read(log).ending is how


def test_a_file_of_which_nothing_is_made_ends_in_its_last_step() -> None:
    """`FROM scratch` and no more."""
    saved = read(
        "Step 1/1 : FROM scratch\n ---> \nNo image was generated. Is your Dockerfile empty?\n"
    )

    assert saved.tape.finished is not None
    assert saved.tape.finished.failure is not None
    assert saved.tape.finished.failure.step == "step-0001"


def test_where_the_last_words_are_missing_that_is_the_message() -> None:
    """Nothing is made up in their place."""
    failures = [read(log).tape.finished for log in (LEGACY, BLOCK)]

    assert [found.failure.message for found in failures if found and found.failure] == [
        NO_LAST_WORDS,
        "the log does not hold the builder's last message",
    ]


def test_a_step_without_a_name_is_given_that_of_the_summary() -> None:
    """Its header was cut off with the beginning of the log."""
    saved = read(f"#6 0.3 oh\n#6 ERROR: {FINAL[24:]}{SUMMARY}{FINAL}")

    (step,) = saved.tape.started.values()
    assert (step.label.text, step.label.index) == ("RUN make     world", 3)
    assert saved.tape.logs["6"].digest().lines == ("oh",)


def test_a_step_of_which_only_the_summary_is_left_has_its_lines() -> None:
    """And is the one to blame."""
    saved = read(SUMMARY + FINAL)

    assert saved.tape.finished is not None
    failure = saved.tape.finished.failure
    assert failure is not None
    assert saved.tape.logs[failure.step].digest().lines[0] == "cc -c world.c"


def test_of_two_summaries_the_one_that_the_message_quotes_counts() -> None:
    """The other step failed beside it."""
    other = "------\n > [docs 2/2] RUN sphinx:\n0.1 oh\n"
    saved = read(other + SUMMARY + FINAL)

    (step,) = saved.tape.started.values()
    assert step.label.text == "RUN make     world"
