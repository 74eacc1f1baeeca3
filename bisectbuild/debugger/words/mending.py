"""Words that change the Dockerfile or the build and build again: retry, edit, fix, set."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.telling import tell
from bisectbuild.debugger.words.word import Arguments, Completes, Word
from bisectbuild.errors import EngineError, UnreadableError, UsageError
from bisectbuild.outcome import Outcome
from bisectbuild.tty.paint import Paint
from bisectbuild.tty.text import visible

_Ended = TypeVar("_Ended", Outcome, Outcome | None)
_STAYS = (
    "All here stays as it was after the build before. Where the Dockerfile was changed, the file"
    " stays changed; retry reads it and builds."
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _retry(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    arguments.words()
    tell(workbench, state, _built(workbench.retry, out), out)
    return Then.STAY


def _edit(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    arguments.words()
    outcome = _built(workbench.edit, out)
    if outcome is None:
        out("The Dockerfile is unchanged; nothing was built.")
        return Then.STAY
    tell(workbench, state, outcome, out)
    return Then.STAY


def _fix(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    arguments.words()
    proposal = workbench.fix()
    if proposal is None:
        out("There is nothing to propose yet: type in the shell what makes it work, then fix.")
        return Then.STAY
    out(visible(proposal.why))
    for line in proposal.diff.splitlines():
        out(_coloured(visible(line), state.paint))
    if not state.ask("Change the Dockerfile so and build again? [y/N] "):
        out("The Dockerfile is unchanged.")
        return Then.STAY
    tell(workbench, state, _built(partial(workbench.apply, proposal), out), out)
    return Then.STAY


def _built(build: Callable[[], _Ended], out: Out) -> _Ended:
    """Build; say what holds where that does not come to its end, by Ctrl-C for instance."""
    try:
        return build()
    except (KeyboardInterrupt, EngineError, UnreadableError):
        out(_STAYS)
        raise


def _coloured(line: str, paint: Paint) -> str:
    if line.startswith(("---", "+++", "@@")):
        return paint(line, "dim")
    if line.startswith("+"):
        return paint(line, "good")
    return paint(line, "bad") if line.startswith("-") else line


def _set(workbench: Workbench, state: State, arguments: Arguments, out: Out) -> Then:
    del state
    (word,) = arguments.words(1, 1)
    name, sign, value = word.partition("=")
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name of a build arg.", hint="For instance: set VERSION=2")
    workbench.set_argument(name, value if sign else None)
    told = "is set" if sign else "is as the Dockerfile has it"
    out(f"{name} {told} for the builds that follow; retry builds again.")
    return Then.STAY


RETRY = Word(
    name="retry",
    aliases=("r",),
    usage="retry",
    summary="Read the Dockerfile and the context anew, and build again.",
    help="Reads the Dockerfile and the build context anew and builds from the last good layer on,"
    " as everything before it is cached. Where it fails again you stand before the culprit.",
    handler=_retry,
)
EDIT = Word(
    name="edit",
    aliases=("e",),
    usage="edit",
    summary="Open the Dockerfile in your editor at this line, then retry.",
    help="Opens the Dockerfile at the line where you stand, in $VISUAL or else $EDITOR, and builds"
    " again where the file was changed.",
    handler=_edit,
)
FIX = Word(
    name="fix",
    aliases=("f",),
    usage="fix",
    summary="Propose a change of the Dockerfile from what worked in the shell.",
    help="Shows as a diff how the failed instruction would hold what worked in the shell."
    " The file is changed only if you say yes, and is then built from the last good layer.",
    handler=_fix,
)
SET = Word(
    name="set",
    usage="set ARG=VALUE",
    summary="Set a build arg for the builds that follow.",
    help="Sets a build arg as --build-arg would, for the builds that follow; retry builds again."
    " `set ARG` alone takes it back: the default in the Dockerfile holds again.",
    handler=_set,
    completes=Completes.ARGS,
)
