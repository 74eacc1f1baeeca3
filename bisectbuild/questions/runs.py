"""Whether a program of a layer starts, and ends well or goes on running."""

from __future__ import annotations

import shlex
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.questions import runscript as shell
from bisectbuild.questions.question import Question
from bisectbuild.questions.words import SAY, one_line, quoted, typed

GRACE: Final = 3.0
_SIGNS: Final = frozenset({"|", "||", "&", "&&", ";", "<", ">", ">>", "2>&1"})


def runs(text: str, grace: float = GRACE) -> Question:
    """Ask whether `PROGRAM [WORD…]` ends with 0, or still runs after `grace` seconds.

    A program without words is tried with `--version`, `-version`, `version`, `--help` and alone,
    until it passes. Its standard input is empty. Raises UsageError where there is no program.
    """
    words = program_words(text)
    rest = (shell.AS_GIVEN if words[1:] else shell.BY_GUESS,)
    script = "".join((running(words, grace), f"grace={round(grace * 10)}\n", shell.ATTEMPT, *rest))
    return Question(title=typed("--runs", text), script=script)


def program_words(text: str) -> tuple[str, ...]:
    """Split `PROGRAM [WORD…]` as a shell does. Raises UsageError for what takes a shell."""
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        raise UsageError(f"{text!r} cannot be split into words: {error}.") from error
    if not words or not words[0]:
        raise UsageError("There is no program to run.", hint="--runs 'PROGRAM [WORD…]'")
    if _SIGNS.intersection(words):
        raise UsageError(
            f"{text!r} takes a shell, and --runs uses none.",
            hint=f"bisectbuild bisect -- {shlex.quote(text)}",
        )
    return words


def running(words: tuple[str, ...], seconds: float) -> str:
    """Give how a script begins that starts a program; its words are the shell's own."""
    quotes = " ".join((quoted(words[0], "A program"), *map(_word, words[1:])))
    shown = shlex.quote(one_line(shlex.join(words)))
    head = f"set -- {quotes}\nshown={shown}\nseconds={seconds:g}\n"
    return f"{SAY}{head}{shell.FIND}{shell.START}"


def _word(word: str) -> str:
    return quoted(word, "A word") if word else "''"
