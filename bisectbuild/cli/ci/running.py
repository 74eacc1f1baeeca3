"""Runs a wrapped command; one that passes leaves no trace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from bisectbuild.cli.ci.codes import chosen, unstarted
from bisectbuild.cli.ci.earlier import drop_earlier
from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.cli.ci.saying import say, say_error, tell_bug_of_ours
from bisectbuild.cli.ci.stale import drop_stale, held_folder
from bisectbuild.cli.ci.tee import Printed, Tee
from bisectbuild.cli.ci.wrapped import read_wrapped
from bisectbuild.engines.passthrough import pass_through
from bisectbuild.errors import BisectBuildError, ExitCode
from bisectbuild.interrupt import is_behind
from bisectbuild.tty.text import visible

_NOWHERE = Path("/dev/null")


def run(options: CiOptions, before: tuple[str, ...] = ()) -> int:
    """Run the command to its end, and on failure see to it; give the exit code.

    `before` are lines to tell first.
    """
    wrapped = read_wrapped(options.words)
    _have_all_streams()
    for line in before:
        say(line)
    drop_earlier(options.folder)
    with _folder() as folder:
        with closing(Tee(folder=folder)) as tee:
            passed = pass_through(wrapped.argv, wrapped.environment(), tee.hear)
        if passed.trouble:
            say(f"bisectbuild: {visible(wrapped.argv[0])}: {passed.trouble}")
            return chosen(options, passed.code, unstarted(wrapped.argv[0]))
        if not passed.code:
            return passed.code
        if passed.stopped:
            return chosen(options, passed.code, ExitCode.INTERRUPTED)
        return _see_to(options, passed.code, folder, tee.printed())


def _have_all_streams() -> None:
    """Open what is closed of the three streams: else a pipe of ours would take its number."""
    for stream in (0, 1, 2):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # The lowest number that is free.


def _see_to(options: CiOptions, code: int, folder: Path, printed: Printed) -> int:
    """See to a failure; what goes wrong in that is told, and the command's own code stays."""
    try:
        # Slow to import, and a build that passes needs none of it.
        from bisectbuild.cli.ci.failed import failed  # noqa: PLC0415

        drop_stale()
        return failed(options, code, folder, printed)
    except KeyboardInterrupt:
        return _interrupted(options, code)
    except BisectBuildError as error:
        say_error("bisectbuild: ", error)
        return chosen(options, code, error.exit_code)
    except Exception as error:  # noqa: BLE001 - a bug of ours must not change how a job ends
        if is_behind(error):
            return _interrupted(options, code)
        tell_bug_of_ours(error)
        return chosen(options, code, ExitCode.BUG)


def _interrupted(options: CiOptions, code: int) -> int:
    say("bisectbuild: interrupted; everything it made was removed.")
    return chosen(options, code, ExitCode.INTERRUPTED)


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder for what the command prints; it goes in the end.

    Where the machine has no room for one the build runs all the same, and nothing is kept.
    """
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(held_folder())
        except OSError:
            folder = _NOWHERE
        yield folder
