"""Lets people into a failed build in CI, and waits for them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild.ci.registry import find
from bisectbuild.cli.ci.case import Case
from bisectbuild.cli.ci.flags import ShellOptions
from bisectbuild.cli.ci.left import leave
from bisectbuild.cli.ci.publishing import RECORDING
from bisectbuild.cli.ci.saying import say, say_error
from bisectbuild.cli.ci.somebody import is_somebody_here
from bisectbuild.cli.ci.tee import logs_in
from bisectbuild.cli.ci.terminal import at_terminal
from bisectbuild.cli.enter import why_none
from bisectbuild.engines.keys import published
from bisectbuild.engines.pseudo import Pseudo
from bisectbuild.engines.tmate import Tmate
from bisectbuild.errors import BisectBuildError, UsageError
from bisectbuild.outcome import Broken
from bisectbuild.remote import allowed, control
from bisectbuild.remote.ending import Ending, How
from bisectbuild.remote.serve import serve
from bisectbuild.remote.terms import CONTROL, Terms
from bisectbuild.tty.text import visible

if TYPE_CHECKING:
    from bisectbuild.remote.terms import Child, Screen


_ENDS = {
    How.RESUMED: "{by} had the job go on.",
    How.FAILED: "{by} had the job fail.",
    How.NOBODY_CAME: "Nobody came.",
    How.IDLE: "Nobody typed any more.",
    How.LIMIT: "The time of the shell was over.",
    How.PROGRAM_ENDED: "The shell was left without a word to the job, which fails.",
    How.INTERRUPTED: "The shell was interrupted.",
}


def open_shell(
    case: Case, how: ShellOptions, folder: Path, states: Mapping[str, str]
) -> Ending | None:
    """Serve the failed step's shell until it is decided how the job goes on; None where it cannot.

    `folder` holds the logs, and gets the recording. `states` are images that are there already.
    """
    reason = _why_none(case, how)
    if reason:
        say(visible(f"No shell opens: {reason}"))
        return None
    try:
        if case.bench is not None and case.job is not None and is_somebody_here():
            return at_terminal(case.job, case.bench)
        return _serve(case, how, folder, states)
    except BisectBuildError as error:
        say_error("No shell opens: ", error)
        return None


def _why_none(case: Case, how: ShellOptions) -> str:
    """Say why nobody may or can come in; "" where they can."""
    service = find(os.environ)
    if service.from_fork(os.environ) and not how.forks:
        return f"{service.name} runs the code of a fork here (--allow-forks opens it all the same)."
    if case.job is None or not isinstance(case.outcome, Broken):
        return case.trouble or "no instruction is known to fail."
    return why_none(case.outcome)


def _serve(case: Case, how: ShellOptions, folder: Path, states: Mapping[str, str]) -> Ending:
    keys = how.keys + allowed.fetched(how.users, published)
    host, port = how.listen
    with ExitStack() as stack:
        try:
            leave(folder, case.words, logs_in(folder), states)
            socket = stack.enter_context(control.place())
        except OSError as error:
            raise UsageError(
                f"The temporary folder cannot be written to: {error.strerror}.",
                hint="Set TMPDIR to a folder that can be, and that has room.",
            ) from error
        terms = Terms(
            keys=keys,
            transcript=folder / RECORDING,
            control=socket,
            host=host,
            port=port,
            via=how.via,
            via_key=how.via_key,
            via_known_hosts=how.via_known_hosts,
            relay=None if how.tmate is None else Tmate(socket.parent, how.tmate, os.environ),
            connect_seconds=how.connect,
            idle_seconds=how.idle,
            limit_seconds=how.limit,
        )
        ending = serve(terms, _program(folder, socket), say)
    say(_ENDS[ending.how].format(by=visible(ending.by or "Somebody")))
    return ending


def _program(folder: Path, socket: Path) -> Callable[[Screen], Child]:
    """Give what starts our own program anew at a terminal, in the build that was left."""
    own = dict(os.environ)  # As it is now: what waits for people may change it for itself.

    def start(screen: Screen) -> Child:
        # Without -P a module in the checkout would be taken for one of ours.
        argv = (sys.executable, "-P", "-m", "bisectbuild", "resume", str(folder))
        env = {**own, CONTROL: str(socket), "TERM": screen.term}
        return Pseudo(argv, env, rows=screen.rows, columns=screen.columns)

    return start
