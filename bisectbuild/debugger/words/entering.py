"""Words that run something in the layer: shell, run."""

from __future__ import annotations

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.position import place_of
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.words.word import Arguments, Completes, Word
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.errors import UsageError


def _shell(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del state, out
    words = arguments.words(most=1)
    workbench.shell(_place(workbench, words[0]) if words else None)
    return Then.STAY


def _place(workbench: Workbench, word: str) -> Place:
    if word in {"before", "after"}:
        return Place(instruction=workbench.place.instruction, side=Side(word))
    return place_of(workbench, word)


def _run(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    if not arguments.text:
        raise UsageError("There is no command to run.", hint="For instance: run ls -l")
    code = workbench.run(arguments.text)
    if code:
        out(state.paint(f"exit code {code}", "mark"))
    return Then.STAY


SHELL = Word(
    name="shell",
    aliases=("sh",),
    usage="shell [before|after|LINE|STAGE]",
    summary="Open a shell here, on the instruction's other side, or elsewhere.",
    help="Opens a shell where you stand. before and after are the two sides of the instruction"
    " you stand at: after a RUN that failed, what it left behind. A line, LINE:after or a stage"
    " names another place, which is built if it was not yet; you stand where you stood"
    " when the shell ends. What you change in a place stays there until you leave the debugger.",
    handler=_shell,
    completes=Completes.SIDES,
)
RUN = Word(
    name="run",
    aliases=("!",),
    usage="run COMMAND",
    summary="Run one command here.",
    help="Runs a command where you stand, with the step's user, directory and variables. All that"
    " is typed behind the word goes to the shell as it is. `!ls` is short for `run ls`.",
    handler=_run,
    completes=Completes.PATHS,
)
