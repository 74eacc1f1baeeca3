"""Words about the prompt itself: help, quit."""

from __future__ import annotations

import textwrap

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.words.word import Arguments, Completes, Word

_WIDTH = 80


def _help(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    # The registry holds this very word.
    from bisectbuild.debugger.words import WORDS, find  # noqa: PLC0415

    del workbench
    words = arguments.words(most=1)
    if words:
        word = find(words[0])
        out(state.paint(f"{word.usage}{_aliases(word)}", "strong"))
        for line in textwrap.wrap(word.help, _WIDTH):
            out(line)
        return Then.STAY
    for word in WORDS:
        out(f"{word.usage:32}  {word.summary}")
    out("")
    out("Words can be cut short; help WORD tells more and the other names of a word.")
    return Then.STAY


def _aliases(word: Word) -> str:
    return f"  (also {', '.join(word.aliases)})" if word.aliases else ""


def _quit(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del workbench, state, out
    arguments.words()
    return Then.LEAVE


HELP = Word(
    name="help",
    aliases=("h", "?"),
    usage="help [WORD]",
    summary="List the words, or tell all about one.",
    help="Lists the words, or tells all about one.",
    handler=_help,
    completes=Completes.WORDS,
)
QUIT = Word(
    name="quit",
    aliases=("q", "exit"),
    usage="quit",
    summary="Leave the debugger; so does Ctrl-D.",
    help="Leaves the debugger. Containers and images that it made are removed, but for those that"
    " keep made.",
    handler=_quit,
)
