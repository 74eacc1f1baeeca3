"""What follows a search: telling the outcome, writing the reports, opening the shell."""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import replace
from typing import assert_never

from bisectbuild import report
from bisectbuild.assemble import Setting, assemble
from bisectbuild.builder import BuilderInfo, BuilderKind
from bisectbuild.cli.work import Job, command_line
from bisectbuild.engines.buildkit_version import engine_version
from bisectbuild.engines.legacy_refusal import legacy_refusal
from bisectbuild.errors import ExitCode
from bisectbuild.options import Manner
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome
from bisectbuild.postmortem import Postmortem
from bisectbuild.report.text import text
from bisectbuild.tty.paint import Paint, wants_color

_FILE_WIDTH = 100


def conclude(job: Job, outcome: Outcome) -> int:
    """Tell the outcome, open the shell where one can open, and give the exit code."""
    publish(assemble(setting(job), outcome), job.manner)
    if isinstance(outcome, Healthy):
        job.session.forget()
        return ExitCode.HEALTHY
    # What speaks to the engine's API is slow to import, and a build that passes needs none of it.
    from bisectbuild.cli.enter import cleaned, enter, later  # noqa: PLC0415

    match outcome:
        case Inconclusive():
            with cleaned(job):
                return ExitCode.INCONCLUSIVE
        case Broken():
            (enter if wants_shell(job.manner) else later)(job, outcome)
            return ExitCode.BROKEN
        case _:
            assert_never(outcome)


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


def setting(job: Job) -> Setting:
    """Give what surrounds the outcome, as of now."""
    return Setting(
        dockerfile=job.dockerfile,
        options=job.options,
        info=_info(job),
        build_args=job.plan.build_args,
        reproduce=command_line("debug", job.options),
        started=job.started,
        seconds=time.monotonic() - job.began,
        warnings=_warnings(job),
        secrets=job.plan.secrets,
    )


def _info(job: Job) -> BuilderInfo:
    """Give the builder; the engine is asked for its version only for a record of it."""
    info = job.builder.info
    if info.version or not job.choice.program:
        return info
    if not job.manner.reports and job.manner.form == "text":
        return info
    return replace(info, version=engine_version(job.choice.program, os.environ))


def _warnings(job: Job) -> tuple[str, ...]:
    """Give what the person should know of the builder, whatever the outcome."""
    refusal = None
    if job.choice.kind is BuilderKind.LEGACY:
        refusal = legacy_refusal(job.dockerfile)
    if refusal is None:
        return job.choice.warnings
    return (*job.choice.warnings, f"line {refusal.line}: {refusal.message} {refusal.hint}")
