"""What follows a wrapped build that failed: why, told where people look, and how to go on."""

from __future__ import annotations

import os
from pathlib import Path

from bisectbuild.cli.ci.case import Case, opened_case
from bisectbuild.cli.ci.codes import chosen
from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.cli.ci.publishing import Publisher
from bisectbuild.cli.ci.saying import say, tell_bug_of_ours
from bisectbuild.cli.ci.tee import Printed
from bisectbuild.cli.conclude import exit_code
from bisectbuild.cli.logs import pieces
from bisectbuild.errors import ExitCode
from bisectbuild.outcome import Healthy
from bisectbuild.remote.ending import Ending, How
from bisectbuild.saved.read import Saved, read_saved

_TAIL = 16 * 1024
_NONE_KEPT = "What it printed could not be kept"
_ROOM = "Set TMPDIR to a folder that can be, and that has room."


def failed(options: CiOptions, code: int, folder: Path, printed: Printed) -> int:
    """Read what was printed, tell why it failed, write the reports; give the exit code.

    `folder` holds the logs, and what else is needed until the end.
    """
    saved = read_saved(pieces(printed.logs))
    if saved.form is None:
        return _nothing(options, saved, code, printed)
    with opened_case(options, saved, _tail(printed.logs)) as case:
        if isinstance(case.outcome, Healthy):
            return _nothing(options, saved, code, printed)
        return _see_to(case, options, code, folder)


def _tail(logs: tuple[str, ...]) -> str:
    """Give the end of what was printed to standard error."""
    with Path(logs[-1]).open("rb") as log:
        log.seek(max(log.seek(0, os.SEEK_END) - _TAIL, 0))
        return log.read().decode(errors="replace")


def _see_to(case: Case, options: CiOptions, code: int, folder: Path) -> int:
    """Write, pack, let people in where that is asked for, and tell in the end.

    Reports within the build context would make it another one, which no cache knows; there they
    are written when nothing is built any more, and lie elsewhere until then.
    """
    publisher = Publisher(case=case, options=options, folder=folder)
    later = options.shell is not None or options.bundle is not None
    publisher.write(aside=later and _lies_in_context(options.folder, case))
    if options.shell is not None:
        publisher.tell_early()
    ending: Ending | None = None
    try:
        ending = _leave_and_open(publisher) if later else None
    except KeyboardInterrupt:
        raise
    except Exception as error:  # noqa: BLE001 - the diagnosis must not be lost for it
        tell_bug_of_ours(error)
    finally:
        if later:
            publisher.write()
        publisher.tell()
    if ending is not None and ending.how is How.RESUMED:
        return ExitCode.HEALTHY
    return chosen(options, code, exit_code(case.outcome))


def _leave_and_open(publisher: Publisher) -> Ending | None:
    """Make the bundle and let people in, as far as that is asked for."""
    case, options, folder = publisher.case, publisher.options, publisher.folder
    if options.bundle is not None:
        from bisectbuild.cli.ci.bundling import bundle  # noqa: PLC0415 - rarely asked for

        publisher.bundled = bundle(case, options.bundle, folder)
    if options.shell is None:
        return None
    from bisectbuild.cli.ci.opening import open_shell  # noqa: PLC0415 - rarely asked for

    states = publisher.bundled.states if publisher.bundled else {}
    return open_shell(case, options.shell, folder, states)


def _lies_in_context(folder: Path, case: Case) -> bool:
    if case.job is None:
        return False
    try:
        return folder.resolve().is_relative_to(case.job.options.context.resolve())
    except OSError:
        return True  # Where we are is gone.


def _nothing(options: CiOptions, saved: Saved, code: int, printed: Printed) -> int:
    """Say why there is no diagnosis; give the exit code: our own is that nothing is known."""
    say(f"bisectbuild: the command ended with exit code {code}. {_why_nothing(saved, printed)}")
    return chosen(options, code, ExitCode.INCONCLUSIVE)


def _why_nothing(saved: Saved, printed: Printed) -> str:
    if printed.lost:
        what = "Not all that it printed could be kept" if printed.logs else _NONE_KEPT
        return f"{what}: the temporary folder is full or cannot be written to. {_ROOM}"
    if not printed.anything:
        return "It printed nothing, so there is nothing to explain."
    if saved.form is None:
        return "No container build was found in what it printed, so there is nothing to explain."
    return "The build in what it printed passed; something after it failed."
