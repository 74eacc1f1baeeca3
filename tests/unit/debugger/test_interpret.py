"""A line at the prompt: finding its word, repeating it, telling errors."""

from __future__ import annotations

import pytest

from bisectbuild.debugger.interpret import split
from bisectbuild.debugger.words import WORDS, find
from bisectbuild.errors import DockerfileError, UsageError
from tests.support.fake_workbench import Dialogue, FakeWorkbench


def test_no_name_and_no_alias_stands_for_two_words() -> None:
    """Each leads to its own word."""
    names = [name for word in WORDS for name in (word.name, *word.aliases)]

    assert len(names) == len(set(names))
    assert [find(name) for word in WORDS for name in (word.name, *word.aliases)] == [
        word for word in WORDS for _ in (word.name, *word.aliases)
    ]


def test_the_letters_of_gdb_mean_what_they_mean_there() -> None:
    """Fingers know them."""
    known = {"b": "break", "c": "continue", "d": "delete", "h": "help", "l": "list", "n": "next"}
    known |= {"q": "quit", "s": "step", "u": "until", "bt": "where"}

    assert {letter: find(letter).name for letter in known} == known


@pytest.mark.parametrize(
    ("typed", "name"), [("ste", "step"), ("prev", "back"), ("hist", "history")]
)
def test_a_word_may_be_cut_short(typed: str, name: str) -> None:
    """As long as it is the only one that begins so."""
    assert find(typed).name == name


def test_a_beginning_of_several_words_names_them() -> None:
    """The person types some more."""
    with pytest.raises(UsageError, match="con can be: continue, context"):
        find("con")


def test_an_unknown_word_is_answered_with_the_nearest_one() -> None:
    """A typing mistake is no dead end."""
    assert Dialogue(FakeWorkbench()).type("continoue") == [
        "There is no word continoue. Did you mean continue?",
        "help lists the words.",
    ]


def test_an_unknown_word_like_no_other_leads_to_help() -> None:
    """Nothing is guessed that is not near."""
    assert Dialogue(FakeWorkbench()).type("42") == ["There is no word 42.", "help lists the words."]


def test_a_bang_needs_no_blank_behind_it() -> None:
    """What follows goes to the shell as it was typed."""
    assert split("!ls -l") == ("!", "ls -l")
    assert split("  run  echo  'a  b'") == ("run", "echo  'a  b'")


def test_an_empty_line_repeats_words_that_move_or_list() -> None:
    """What was typed behind the word is not repeated."""
    person = Dialogue(FakeWorkbench())
    person.type("step 2")
    person.type("")

    assert person.bench.did == ["go after 1", "go after 2", "go after 3"]


@pytest.mark.parametrize("line", ["continue", "run x", "stp", "step x"])
def test_an_empty_line_repeats_nothing_else(line: str) -> None:
    """Nor a word that was refused."""
    person = Dialogue(FakeWorkbench())
    person.type("step")
    person.type(line)

    assert person.type("") == []


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("where 1", "Too many words."),
        ("until", "Too few words."),
        ("log 'x", "No closing quotation in: 'x"),
        ("step 0", "0 is no number above zero."),
        ("log ²", "² is no number above zero."),
    ],
)
def test_a_wrong_use_is_told_with_advice(line: str, first: str) -> None:
    """The second line says how it is typed."""
    told = Dialogue(FakeWorkbench()).type(line)

    assert told[0] == first
    assert len(told) == 2


def test_an_error_of_a_word_is_told_with_its_hint_and_the_prompt_stays() -> None:
    """Escape sequences in it are not obeyed, the Dockerfile's lines at fault are shown."""
    bench = FakeWorkbench()

    def fail() -> None:
        raise DockerfileError(
            "no\x1b[2J", line=3, file="Dockerfile", excerpt="  3 | BAD", hint="Write RUN."
        )

    bench.meanwhile = fail

    assert Dialogue(bench).type("run x") == ["Dockerfile:3: no", "  3 | BAD", "Write RUN."]
