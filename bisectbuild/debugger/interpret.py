"""From one typed line to the word that does it; an error is told and ends nothing."""

from __future__ import annotations

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.telling import tell_error
from bisectbuild.debugger.words import find
from bisectbuild.debugger.words.word import Arguments
from bisectbuild.errors import BisectBuildError

_BANG = "!"


def interpret(workbench: Workbench, state: State, line: str, out: Out) -> Then:
    """Do what a line says. An empty one repeats the last word where that makes sense."""
    line = line.strip()
    if not line:
        line, state.last = state.last, ""
    if not line:
        return Then.STAY
    name, rest = split(line)
    try:
        word = find(name)
        then = word.handler(workbench, state, Arguments(text=rest, usage=word.usage), out)
    except BisectBuildError as error:
        state.last = ""
        tell_error(error, state, out)
        return Then.STAY
    state.last = word.name if word.repeats else ""
    return then


def split(line: str) -> tuple[str, str]:
    """Part the word from what is typed behind it; `!` needs no blank."""
    line = line.lstrip()
    if line.startswith(_BANG):
        return _BANG, line[1:].lstrip()
    name, _, rest = line.partition(" ")
    return name, rest.lstrip()
