"""Runs a wrapped command; one that passes leaves no trace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.cli.ci.saying import say, say_error, tell_bug_of_ours
from bisectbuild.cli.ci.stale import drop_stale, held_folder
from bisectbuild.cli.ci.tee import Tee
from bisectbuild.cli.ci.wrapped import read_wrapped
from bisectbuild.engines.passthrough import pass_through
from bisectbuild.errors import BisectBuildError
from bisectbuild.tty.text import visible

_NOWHERE = Path("/dev/null")


def run(options: CiOptions) -> int:
    """Run the command to its end, and on failure see to it; give the exit code."""
    wrapped = read_wrapped(options.words)
    _have_all_streams()
    with _folder() as folder:
        with closing(Tee(folder=folder)) as tee:
            passed = pass_through(wrapped.argv, wrapped.environment(), tee.hear)
        if passed.trouble:
            say(f"bisectbuild: {visible(wrapped.argv[0])}: {passed.trouble}")
            return passed.code
        if not passed.code or passed.stopped:
            return passed.code
        return _see_to(options, passed.code, folder, tee.logs())


def _have_all_streams() -> None:
    """Open what is closed of the three streams: else a pipe of ours would take its number."""
    for stream in (0, 1, 2):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # The lowest number that is free.


def _see_to(options: CiOptions, code: int, folder: Path, logs: tuple[str, ...]) -> int:
    """See to a failure; what goes wrong in that is told, and the command's own code stays."""
    try:
        # Slow to import, and a build that passes needs none of it.
        from bisectbuild.cli.ci.failed import failed  # noqa: PLC0415

        drop_stale()
        return failed(options, code, folder, logs)
    except KeyboardInterrupt:
        say("bisectbuild: interrupted; everything it made was removed.")
    except BisectBuildError as error:
        say_error("bisectbuild: ", error)
    except Exception as error:  # noqa: BLE001 - a bug of ours must not change how a job ends
        tell_bug_of_ours(error)
    return code


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
