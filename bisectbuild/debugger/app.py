"""The loop of the prompt: read a line, do it, until the person leaves."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping

from bisectbuild.debugger.interpret import interpret
from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.signals import Gone, guarded
from bisectbuild.debugger.state import Out, State, Then
from bisectbuild.debugger.telling import tell_place
from bisectbuild.tty.paint import Paint

PROMPT = "(bisectbuild) "
PROMPT_VARIABLE = "BISECTBUILD_PROMPT"


def debug(
    workbench: Workbench,
    *,
    hide: Callable[[str], str],
    paint: Paint,
    environment: Mapping[str, str] = os.environ,
    job: Callable[[tuple[str, ...]], str] | None = None,
) -> None:
    """Let a person debug a build until they leave; what was opened stays open.

    `hide` takes secrets out of a text; lines that it changes are not kept in the history. `job`
    sends words to the CI job that waits for the person, where there is one.
    Without a terminal the lines come plainly from standard input. Raises KeyboardInterrupt where
    a signal other than Ctrl-C told us to end.
    """
    state, gone = State(paint=paint, ask=_ask, job=job), Gone()
    read = _reader(workbench, state, gone, hide=hide, environment=environment)
    tell_place(workbench, state, say)
    say("help lists the words, quit leaves.")
    loop(workbench, state, gone, read, say)


def loop(workbench: Workbench, state: State, gone: Gone, read: Callable[[], str], out: Out) -> None:
    """Read and do lines until one leaves or there are no more."""
    then = Then.STAY
    while then is Then.STAY:
        try:
            with guarded(gone):
                then = _turn(workbench, state, read, out)
        except KeyboardInterrupt:
            pass
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            gone.told = True  # The terminal went away before the signal that tells so.
        if gone.told:
            raise KeyboardInterrupt


def _turn(workbench: Workbench, state: State, read: Callable[[], str], out: Out) -> Then:
    """Do one line. Ctrl-C while it is typed drops it, Ctrl-C while it is done ends that."""
    try:
        line = read()
    except EOFError:
        return Then.LEAVE
    try:
        return interpret(workbench, state, line, out)
    except KeyboardInterrupt:
        out("Stopped.")
        raise


def _reader(
    workbench: Workbench,
    state: State,
    gone: Gone,
    *,
    hide: Callable[[str], str],
    environment: Mapping[str, str],
) -> Callable[[], str]:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _read_plainly
    # Slow to import, and only a prompt at a terminal needs it.
    from bisectbuild.debugger.reader import reader  # noqa: PLC0415

    prompt = environment.get(PROMPT_VARIABLE) or PROMPT
    return reader(workbench, state, gone, prompt=prompt, hide=hide, environment=environment)


def _read_plainly() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def say(line: str) -> None:
    """Print a line at once, since what runs in containers prints past our buffer."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _ask(question: str) -> bool:
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except EOFError:
        return False
