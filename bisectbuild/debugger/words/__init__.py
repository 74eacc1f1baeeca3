"""The words of the prompt, and finding the one that was typed."""

from __future__ import annotations

from bisectbuild.debugger.words import (
    entering,
    files,
    job,
    keeping,
    leaving,
    looking,
    mending,
    moving,
    stopping,
    variables,
)
from bisectbuild.debugger.words.word import Word
from bisectbuild.errors import UsageError

# In the order in which help lists them.
WORDS: tuple[Word, ...] = (
    looking.WHERE,
    looking.LIST,
    moving.STEP,
    moving.NEXT,
    moving.BACK,
    moving.CONTINUE,
    moving.UNTIL,
    stopping.BREAK,
    stopping.DELETE,
    entering.SHELL,
    entering.RUN,
    mending.RETRY,
    mending.EDIT,
    mending.FIX,
    files.DIFF,
    variables.ENV,
    variables.ARGS,
    mending.SET,
    files.CONTEXT,
    looking.LOG,
    files.CP,
    looking.HISTORY,
    looking.EXPLAIN,
    keeping.REPORT,
    keeping.KEEP,
    job.RESUME,
    job.FAIL,
    job.EXTEND,
    leaving.HELP,
    leaving.QUIT,
)


def find(typed: str) -> Word:
    """Give the word of this name, this alias, or the only one that begins so.

    Raises UsageError that names what may be meant.
    """
    for word in WORDS:
        if typed in (word.name, *word.aliases):
            return word
    begins = [
        word for word in WORDS if any(name.startswith(typed) for name in (word.name, *word.aliases))
    ]
    if len(begins) == 1:
        return begins[0]
    if begins:
        meant = ", ".join(word.name for word in begins)
        raise UsageError(f"{typed} can be: {meant}.", hint="Type some more letters of it.")
    raise UsageError(f"There is no word {typed}.{_guess(typed)}", hint="help lists the words.")


def _guess(typed: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    names = [name for word in WORDS for name in (word.name, *word.aliases) if len(name) > 1]
    near = get_close_matches(typed.lower(), names, n=1)
    return f" Did you mean {near[0]}?" if near else ""
