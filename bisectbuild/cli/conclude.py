"""What follows a search: telling the outcome, writing the reports, opening the shell."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, assert_never

from bisectbuild import report
from bisectbuild.assemble import assemble
from bisectbuild.cli.setting import setting
from bisectbuild.cli.work import Job
from bisectbuild.errors import ExitCode
from bisectbuild.options import Manner
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome
from bisectbuild.postmortem import Postmortem
from bisectbuild.report.text import text
from bisectbuild.tty.paint import Paint, wants_color

if TYPE_CHECKING:
    from bisectbuild.cli.ahead import Ahead

_FILE_WIDTH = 100


def conclude(job: Job, outcome: Outcome, ahead: Ahead) -> int:
    """Tell the outcome, open the shell where one can open, and give the exit code."""
    if isinstance(outcome, Healthy):
        publish(assemble(setting(job), outcome), job.manner)
        if not _goes_on(job.manner):
            ahead.close()
            job.session.forget()
            return ExitCode.HEALTHY
    # What speaks to the engine's API is slow to import, and a build that passes needs none of it.
    from bisectbuild.cli.enter import enter, later  # noqa: PLC0415

    if job.manner.watch:
        from bisectbuild.cli.watching import watch  # noqa: PLC0415 - slow to import

        return exit_code(watch(job, outcome))
    if (wants_shell(job.manner) or _prompts(job.manner)) and not isinstance(outcome, Inconclusive):
        return exit_code(enter(job, outcome, ahead))
    later(job, outcome)
    return exit_code(outcome)


def _goes_on(how: Manner) -> bool:
    """Tell whether there is more to do after a build that passes."""
    return how.watch or _prompts(how)


def _prompts(how: Manner) -> bool:
    """Tell whether the prompt shall open; without a terminal it reads words from a pipe."""
    return how.prompt and how.form == "text" and how.execute is None


def exit_code(outcome: Outcome) -> int:
    """Give what the process answers for an outcome."""
    match outcome:
        case Healthy():
            return ExitCode.HEALTHY
        case Inconclusive():
            return ExitCode.INCONCLUSIVE
        case Broken():
            return ExitCode.BROKEN
        case _:
            assert_never(outcome)


def publish(postmortem: Postmortem, how: Manner, *, spoken: bool = False) -> None:
    """Print the result, then write the reports, so that no bad path can hide the diagnosis.

    `spoken` says that the terminal is told in another way. With `--exec` standard output belongs
    to that command, and the text goes to standard error.
    """
    stream = sys.stdout if how.execute is None else sys.stderr
    if how.form != "text":
        sys.stdout.buffer.write(report.renderer(how.form)(postmortem))
        sys.stdout.flush()
    elif not spoken:
        paint = Paint(on=wants_color(how.color, stream))
        width = shutil.get_terminal_size().columns if stream.isatty() else _FILE_WIDTH
        stream.write(text(postmortem, paint, width=width))
        stream.flush()
    for path in how.reports:
        report.write(path, postmortem)


def wants_shell(how: Manner) -> bool:
    """Tell whether a shell, or the command of `--exec`, can and shall run."""
    if how.execute is not None:
        return True
    return how.shell and how.form == "text" and sys.stdin.isatty() and sys.stdout.isatty()
