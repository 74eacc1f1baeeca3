"""What a bisection is asked for."""

from __future__ import annotations

import pytest

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.cli.bisect.asked import asked_by_hand, refuse_no_word
from bisectbuild.errors import ExitCode, UsageError
from tests.support.bisect_words import asking, given, typed


@pytest.mark.parametrize(
    "words",
    [
        "--env A -- true",
        "--env A --package b",
        "--host-cmd true --size-over 3MB",
        "--port 80 --runs app -- true",
        "--file /x exists --env A",
    ],
)
def test_one_search_asks_one_question(words: str) -> None:
    """More would need more answers."""
    with pytest.raises(UsageError, match="One bisection asks one question, and here are 2"):
        asking(*words.split())


def test_nothing_to_ask_names_what_there_is() -> None:
    """A command and every ready-made question."""
    with pytest.raises(UsageError, match="nothing to test") as caught:
        asking(".")

    assert "after --" in caught.value.hint
    assert "--size-over" in caught.value.hint


def test_along_another_axis_the_question_may_be_whether_it_builds() -> None:
    """But not along the instructions: they were all built."""
    want = asking("--axis", "arg", "A=1,2")

    assert want.question is not None
    assert want.question.asks_whether_it_builds
    assert (want.axis, want.spec) == ("arg", "A=1,2")
    with pytest.raises(UsageError, match="nothing to test"):
        asking("--axis", "instruction", "x")


def test_a_port_with_a_program_is_one_question() -> None:
    """The program is started, and listens there."""
    together, alone = asking("--port", "80", "--runs", "app -v"), asking("--port", "80")

    assert together.question is not None
    assert together.port == 0
    assert (alone.question, alone.port) == (None, 80)


def test_one_word_is_for_the_shell_and_several_are_started() -> None:
    """As they were typed."""
    shell, several = asking("--", "a && b"), asking("--", "a", "&& b")

    assert shell.question is not None
    assert (shell.question.text, shell.question.argv) == ("a && b", ())
    assert several.question is not None
    assert several.question.argv == ("a", "&& b")


def test_how_long_a_test_may_take_and_what_it_is_then() -> None:
    """Bad, if nothing else is said."""
    plain = asking("--timeout", "3", "--", "true").question
    said = asking("--timeout", "0.5", "--hang", "skip", "--", "true").question

    assert plain is not None
    assert (plain.timeout, plain.hangs) == (3, Verdict.BAD)
    assert said is not None
    assert (said.timeout, said.hangs) == (0.5, Verdict.SKIP)


def test_what_must_be_known_first_is_no_question_yet() -> None:
    """A size, another image, and the first state of a file."""
    size = asking("--size-over", "3kB")
    other = asking("--layers-diff", "app:1")
    changed = asking("--file", "/x", "changed", "mode=644")

    assert (size.question, size.size) == (None, 3000)
    assert (other.question, other.other) == (None, "app:1")
    assert (changed.question, changed.changed) == (None, "/x")
    assert changed.conditions == "changed,mode=644"


def test_terms_that_would_mislead_are_refused() -> None:
    """Others are taken."""
    terms = asking("--term-good", "fast", "--term-bad", "slow", "--", "true").terms

    assert (terms.good, terms.bad) == ("fast", "slow")
    with pytest.raises(UsageError, match="cannot stand for"):
        asking("--term-good", "bad", "--", "true")


def test_all_that_says_how_to_search_is_taken_over() -> None:
    """The marks, the jobs, the evidence."""
    words = "--good 2 --good 3 --bad 9 --skip 5 --jobs 4 --repeat 7 --confidence 0.8"
    want = asking(*words.split(), "--axis", "base", "1,2", "--stage", "base", "--", "true")

    assert (want.good, want.bad, want.skip) == (("2", "3"), "9", ("5",))
    assert (want.jobs, want.whole, want.repeat, want.confidence) == (4, False, 7, 0.8)
    assert asking("--all", "--", "true").whole
    assert want.stage == "base"
    assert asking("--axis", "commit", "a..b", "--first-parent").first_parent


@pytest.mark.parametrize("axis", ["", "--axis arg A=1,2", "--axis commit a..b", "--axis base 1,2"])
@pytest.mark.parametrize(
    ("option", "only"), [("--stage base", "base"), ("--first-parent", "commit")]
)
def test_what_one_axis_alone_takes_is_refused_along_any_other(
    axis: str, option: str, only: str
) -> None:
    """Else it would do nothing, and nobody would know."""
    words = (*axis.split(), *option.split(), "--", "true")
    if f"--axis {only}" in axis:
        assert asking(*words).axis == only
        return

    with pytest.raises(UsageError, match=f"of --axis {only} alone") as caught:
        asking(*words)

    assert f"--axis {only}" in caught.value.hint


@pytest.mark.parametrize(
    "option",
    [
        *("--good 2", "--bad 3", "--skip 4", "--all"),
        *("--jobs 4", "--repeat 5", "--confidence 0.9", "--repeat 1"),
    ],
)
def test_sets_of_files_take_nothing_that_needs_a_row_of_points(option: str) -> None:
    """It is said which of the options that is; what they are by themselves refuses nothing."""
    words, name = ("--axis", "context", "../old"), option.partition(" ")[0]

    with pytest.raises(UsageError, match=f"{name} would do nothing there") as caught:
        asking(*words, *option.split(), "--", "true")

    assert name in caught.value.hint
    assert asking(*words, "--timeout", "5", "--term-bad", "slow", "--", "true").axis == "context"
    assert asking("--axis", "arg", "A=1,2", *option.split(), "--", "true").axis == "arg"


@pytest.mark.parametrize("axis", [(), ("--axis", "commit", "a..b"), ("--axis", "arg", "A=1,2")])
@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--host-cmd", ""), "no command to run here"),
        (("--env", ""), "name of a variable cannot be ''"),
        (("--package", ""), "'' names no package"),
        (("--size-over", ""), "'' is no size"),
        (("--layers-diff", ""), "no image to compare with"),
        (("--port", ""), "'' is no port"),
        (("--runs", ""), "no program to run"),
        (("--port", "80", "--runs", ""), "no program to run"),
        (("--path-is", "", "exists"), "cannot be ''"),
        (("--path-is", "", "changed"), "cannot be ''"),
        (("--", ""), "no command to run"),
    ],
)
def test_a_question_of_an_unset_variable_is_no_other_question(
    words: tuple[str, ...], why: str, axis: tuple[str, ...]
) -> None:
    """Whether it builds, or what the image itself starts, is not what was asked."""
    with pytest.raises(UsageError, match=why):
        asking(*axis, *words)


@pytest.mark.parametrize(
    "words", [("--env", ""), ("--axis", "arg", "A=1"), ("--stage", "a"), ("--first-parent",)]
)
def test_a_search_by_hand_has_no_question_and_no_axis(words: tuple[str, ...]) -> None:
    """Neither an empty one, nor what belongs to an axis: a test that comes later has none."""
    with pytest.raises(UsageError, match=f"{words[0]}"):
        asked_by_hand(given(*words))


def test_every_point_cannot_be_tested_again_and_again() -> None:
    """It would take as long as that sounds, and is another question."""
    with pytest.raises(UsageError, match="--repeat does not go with it") as caught:
        asking("--all", "--repeat", "3", "--", "true")

    assert "flaky" in caught.value.hint


@pytest.mark.parametrize(("word", "near"), [("god", "bisect good"), ("strat", "bisect start")])
def test_a_mistyped_word_is_told_with_the_nearest(word: str, near: str) -> None:
    """It is no file either."""
    with pytest.raises(UsageError, match=f"{word} is neither") as refused:
        refuse_no_word(word)
    assert near in refused.value.hint


def test_help_is_a_word_as_it_is_of_git(capsys: pytest.CaptureFixture[str]) -> None:
    """It is what --help prints; a word that is nearly it leads there."""
    assert typed("help") == ExitCode.HEALTHY

    told = capsys.readouterr().out
    assert "By hand: bisectbuild bisect start" in told
    assert "--first-parent" in told
    with pytest.raises(UsageError, match="hepl is neither") as refused:
        refuse_no_word("hepl")
    assert "bisectbuild bisect help" in refused.value.hint
