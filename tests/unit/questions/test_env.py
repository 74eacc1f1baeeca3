from __future__ import annotations

import pytest

from bisectbuild.errors import UsageError
from bisectbuild.questions.env import env
from tests.support.question_box import Box

ODD = {
    "A.B": "dot",
    "MANY": "two\nlines\n",
    "EMPTY": "",
    "QUOTES": 'it\'s "$HOME" `id` \\n',
    "SIGNS": "a=b=c",
    "-n": "dash",
    "two words": "x",
    "STAR": "*",
}


@pytest.mark.parametrize("name", ODD)
def test_a_variable_with_any_name_and_value_is_seen(name: str, here: Box) -> None:
    """A shell would drop some and change others."""
    assert here.ask(env(name), env=ODD).code == 0
    assert here.ask(env(f"{name}={ODD[name]}"), env=ODD).code == 0
    assert here.ask(env(f"{name}={ODD[name]}x"), env=ODD).code == 1
    assert here.ask(env(name)).code == 1


def test_a_name_that_only_begins_so_is_another(here: Box) -> None:
    """Nor is a pattern a name."""
    for name in ("MAN", "MANYX", "M*", "EMPTY="):
        asked = env(name) if "=" not in name else env("EMPT=")
        assert here.ask(asked, env=ODD).code == 1


def test_the_variables_of_the_shell_itself_are_none_of_the_layer(here: Box) -> None:
    """What ash sets for itself is not there."""
    for name in ("PPID", "IFS", "PS1", "OPTIND", "PWD"):
        assert here.ask(env(name)).line == f"{name} is not set"


def test_another_value_is_told_on_one_line(here: Box) -> None:
    """Without what a terminal would act on."""
    told = here.ask(env("X=1"), env={"X": "a\n\x1b[31mb"})

    assert told.output == "X is 'a  [31mb'\n"


def test_the_value_of_a_secret_is_never_told(here: Box) -> None:
    """Neither the one that is there nor the one that is asked for."""
    question = env("DB_PASSWORD=hunter2")

    assert question.title == "--env 'DB_PASSWORD=***'"
    told = here.ask(question, env={"DB_PASSWORD": "swordfish"})
    assert told.code == 1
    assert told.output == "DB_PASSWORD is set to something else, of 9 characters\n"


@pytest.mark.parametrize("text", ["", "=x", "A\0B", "A=\0", "BB", "BB=1"])
def test_a_variable_that_nobody_can_have_is_refused(text: str) -> None:
    """Nor can the test's own be asked for."""
    with pytest.raises(UsageError):
        env(text)
