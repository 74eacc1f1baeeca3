from __future__ import annotations

import pytest

from bisectbuild.errors import UsageError
from bisectbuild.questions.command import build_question, command, host_command


@pytest.mark.parametrize(
    "text",
    [
        "test -s /x",
        "a;b",
        "a&&b",
        "x>/y",
        "$APP",
        "`id`",
        "it's",
        "(a)",
        "! a",
        "l*",
        "a\nb",
    ],
)
def test_one_word_that_only_a_shell_can_read_is_a_text_for_it(text: str) -> None:
    """It is passed on as it is."""
    question = command((text,))

    assert (question.text, question.argv) == (text, ())
    assert "\n" not in question.title


@pytest.mark.parametrize(
    "words",
    [("true",), ("/usr/bin/app",), ("app", "--version"), ("sh", "-c", "a && b"), ("a b", "c")],
)
def test_several_words_and_a_plain_one_are_started_as_they_are(words: tuple[str, ...]) -> None:
    """Even if they hold what a shell would read otherwise."""
    question = command(words)

    assert (question.text, question.argv) == ("", words)


def test_the_title_is_what_was_typed() -> None:
    """Words with blanks in quotes, a text without."""
    assert command(("sh", "-c", "a b")).title == "sh -c 'a b'"
    assert command(("test -s /x",)).title == "test -s /x"
    assert host_command("docker run x").title == "--host-cmd 'docker run x'"


def test_the_title_has_no_secret_of_the_command() -> None:
    """What is run has it."""
    words = ("mysql", "--password", "hunter22x")

    assert command(words).title == "mysql --password '***'"
    assert command(words).argv == words
    assert command(("TOKEN=hunter22x app",)).title == "TOKEN=*** app"
    assert host_command("app --token hunter22x").title == "--host-cmd 'app --token ***'"


def test_the_title_tells_the_command_that_a_secret_is_taken_from() -> None:
    """Neither a variable nor a command's output is in the text."""
    query = 'PGPASSWORD=$PW psql -c "select 1"'

    assert command((query,)).title == query
    assert command(("sh", "-c", query)).title == f"sh -c '{query}'"
    assert host_command("API_TOKEN=$(cat t) ./check").title == (
        "--host-cmd 'API_TOKEN=$(cat t) ./check'"
    )


def test_a_command_of_this_machine_is_for_its_shell() -> None:
    """And for nothing else."""
    question = host_command("grep x y")

    assert question.host == "grep x y"
    assert not question.asks_whether_it_builds


def test_the_build_itself_may_be_the_question() -> None:
    """Then there is nothing to run."""
    assert build_question().asks_whether_it_builds


@pytest.mark.parametrize("words", [(), ("",), ("  ",), ("a", "b\0")])
def test_no_command_is_refused(words: tuple[str, ...]) -> None:
    """With the way to give one."""
    with pytest.raises(UsageError):
        command(words)
    with pytest.raises(UsageError):
        host_command("".join(words) if "\0" in "".join(words) else "")
