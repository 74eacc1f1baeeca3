"""`bisectbuild debug`: build, find what breaks it, open a shell in the last good layer."""

from __future__ import annotations

import sys
from typing import Any, assert_never

import click

from bisectbuild import report
from bisectbuild.assemble import assemble
from bisectbuild.cli import COMMANDS
from bisectbuild.cli.command import BuildCommand
from bisectbuild.cli.enter import cleaned, enter, later
from bisectbuild.cli.options import build_flags, build_options, manner, manner_flags
from bisectbuild.cli.refused import refused
from bisectbuild.cli.work import Job, opened, read, refuse_early
from bisectbuild.errors import DockerfileError, ExitCode
from bisectbuild.options import BuildOptions, Manner
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome
from bisectbuild.postmortem import Postmortem
from bisectbuild.report.text import text
from bisectbuild.search import search
from bisectbuild.tty.paint import Paint, wants_color


@click.command("debug", cls=BuildCommand, help=COMMANDS["debug"], short_help=COMMANDS["debug"])
@click.argument("words", nargs=-1, metavar="[DOCKERFILE|DIR] [CONTEXT]")
@manner_flags
@build_flags
def command(words: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - click's own values
    """Turn the words into values and run."""
    return debug(build_options(given, words), manner(given))


def debug(options: BuildOptions, how: Manner) -> int:
    """Build, search, tell, write the reports, open the shell; give the exit code."""
    dockerfile = read(options)
    try:
        refuse_early(dockerfile)
    except DockerfileError as error:
        publish(refused(dockerfile, options, error), how, spoken=True)
        raise
    with opened(options, how, dockerfile) as job:
        outcome = search(job.plan, job.builder, job.display)
        job.display.close()
        publish(assemble(job.setting(), outcome), how)
        return _after(job, outcome)


def publish(postmortem: Postmortem, how: Manner, *, spoken: bool = False) -> None:
    """Print the result, then write the reports, so that no bad path can hide the diagnosis.

    `spoken` says that the terminal is told in another way. With `--exec` standard output belongs
    to that command, and the text goes to standard error.
    """
    stream = sys.stdout if how.execute is None else sys.stderr
    if how.form == "json":
        sys.stdout.buffer.write(report.renderer("json")(postmortem))
        sys.stdout.flush()
    elif not spoken:
        paint = Paint(on=wants_color(how.color, stream))
        stream.write(text(postmortem, paint))
        stream.flush()
    for path in how.reports:
        report.write(path, postmortem)


def _after(job: Job, outcome: Outcome) -> int:
    match outcome:
        case Healthy():
            job.session.forget()
            return ExitCode.HEALTHY
        case Inconclusive():
            with cleaned(job):
                pass
            return ExitCode.INCONCLUSIVE
        case Broken():
            if wants_shell(job.manner):
                enter(job, outcome)
            else:
                later(job, outcome)
            return ExitCode.BROKEN
        case _:
            assert_never(outcome)


def wants_shell(how: Manner) -> bool:
    """Tell whether a shell, or the command of `--exec`, can and shall run."""
    if how.execute is not None:
        return True
    return how.shell and how.form == "text" and sys.stdin.isatty() and sys.stdout.isatty()
