"""Words to a CI job that waits for the person: resume, fail, extend."""

from __future__ import annotations

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.words.word import Arguments, Handler, Word
from bisectbuild.errors import UsageError


def _sender(name: str) -> Handler:
    """Give what tells the job to go on or to fail; the word `job` behind it may be left out."""

    def send(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
        del workbench
        words = arguments.words(most=1)
        if words not in {(), ("job",)}:
            raise UsageError(f"{words[0]} is not the job.", hint=f"Type it as: {arguments.usage}")
        out(_tell(state, name, "job"))
        return Then.STAY

    return send


def _extend(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del workbench
    out(_tell(state, "extend", *arguments.words(most=1)))
    return Then.STAY


def _tell(state: State, *words: str) -> str:
    if state.job is None:
        raise UsageError(
            "No CI job waits for this shell.",
            hint="These words are for: bisectbuild ci --on-failure shell -- docker build …",
        )
    return state.job(words)


RESUME = Word(
    name="resume",
    usage="resume job",
    summary="In CI: have the job go on as if the build had passed.",
    help="Ends the session of `bisectbuild ci --on-failure shell`; the job goes on, since the"
    " command then ends with exit code 0.",
    handler=_sender("resume"),
)
FAIL = Word(
    name="fail",
    usage="fail job",
    summary="In CI: have the job fail now.",
    help="Ends the session of `bisectbuild ci --on-failure shell`; the job fails with the exit"
    " code of its build.",
    handler=_sender("fail"),
)
EXTEND = Word(
    name="extend",
    usage="extend [MINUTES]",
    summary="In CI: have the session end later.",
    help="Puts off the end of the session of `bisectbuild ci --on-failure shell`.",
    handler=_extend,
)
