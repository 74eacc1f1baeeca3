"""The end of a log without what wrappers print after a failure."""

from __future__ import annotations

from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.trace.digest import digest_lines


def test_the_words_of_wrappers_are_left_out() -> None:
    """make, npm and yarn say after the failure that something failed."""
    log = digest_lines(
        [
            "rm: cannot remove 'a': No such file or directory",
            "make: *** [Makefile:3: clean] Error 1",
            "npm error code 2",
            "",
            "error Command failed with exit code 2.",
        ]
    )

    assert closing(log).lines == ("rm: cannot remove 'a': No such file or directory",)


def test_the_lines_keep_their_numbers() -> None:
    """Evidence is quoted with the number in the whole log."""
    log = digest_lines(["one", "", "two", "three"])

    assert closing(log, 2).numbers == (3, 4)
    assert closing(log, 2).total == 4


def test_what_make_says_of_itself_is_kept() -> None:
    """Only the echo of a failed command is left out."""
    log = digest_lines(["make: *** No rule to make target 'otter'.  Stop."])

    assert closing(log).lines == log.lines


def test_a_log_of_wrappers_words_alone_is_not_read_to_its_beginning() -> None:
    """A log may be long, and every rule asks for its end."""
    log = digest_lines(["the reason", *["npm error code 1"] * 1000])

    assert closing(log).lines == ()
