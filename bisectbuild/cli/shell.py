"""`bisectbuild shell`: a shell at any place of a build, of a passing build too."""

from __future__ import annotations

from typing import Any

import click

from bisectbuild import report
from bisectbuild.assemble import assemble
from bisectbuild.cli import COMMANDS
from bisectbuild.cli.command import BuildCommand
from bisectbuild.cli.conclude import exit_code, publish, wants_shell
from bisectbuild.cli.enter import keep, prompt, rewrite, say_how, why_none
from bisectbuild.cli.options import build_flags, build_options, manner, manner_flags
from bisectbuild.cli.setting import setting
from bisectbuild.cli.tools import say, workbench
from bisectbuild.cli.work import Job, opened, read
from bisectbuild.dockerfile.check import check
from bisectbuild.dockerfile.place import Place, Side, find_place, layer_of
from bisectbuild.errors import ExitCode
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome
from bisectbuild.workbench.bench import Bench


@click.command("shell", cls=BuildCommand, help=COMMANDS["shell"], short_help=COMMANDS["shell"])
@click.argument("words", nargs=-1, metavar="[DOCKERFILE|DIR] [CONTEXT]")
@click.option(
    "--at",
    required=True,
    metavar="LINE|STAGE|STAGE:N|final",
    help="Before the instruction on this line, or the Nth of a stage (with :after, after it);"
    " or at the end of a stage.",
)
@manner_flags
@build_flags
def command(words: tuple[str, ...], at: str, **given: Any) -> int:  # noqa: ANN401 - click's values
    """Build up to the place, then open the shell there."""
    options, how = build_options(given, words), manner(given)
    dockerfile = read(options)
    check(dockerfile)
    place = find_place(dockerfile, at, options.target)
    layer_of(dockerfile, place)  # Refuses what cannot be entered before anything is built.
    with opened(options, how, dockerfile, whole=False) as job:
        with workbench(job) as bench:
            outcome = bench.go(place.instruction, place.side)
            job.display.close()
            wanted = _place(bench, place, outcome)
            if outcome is not None:
                _tell(job, bench, outcome, spoken=wanted is not None)
            reason = why_none(outcome) if wanted is None else ""
            if reason or isinstance(outcome, Inconclusive):
                say(job, reason)
                code = exit_code(outcome) if outcome else ExitCode.BROKEN
            else:
                code = _enter(job, bench, wanted, at)
        if not isinstance(outcome, Broken):
            job.session.forget()
        return exit_code(outcome) if outcome is not None and wanted is None else code


def _tell(job: Job, bench: Bench, outcome: Outcome, *, spoken: bool) -> None:
    """Tell what the build came to and write the reports; `spoken` where there is a place to enter.

    A build that passes up to the place is nothing that the workbench learns from.
    """
    told = assemble(setting(job), outcome) if isinstance(outcome, Healthy) else bench.postmortem()
    if not spoken:
        publish(told, job.manner)
        return
    for path in job.manner.reports:
        report.write(path, told)


def _place(bench: Bench, place: Place, outcome: Outcome | None) -> Place | None:
    """Give the place that was asked for, None where the build fails before it.

    What a failed step left is such a place too.
    """
    if outcome is None or isinstance(outcome, Healthy):
        return place
    failed = isinstance(outcome, Broken) and outcome.culprit.instruction == place.instruction
    return place if failed and place.side is Side.AFTER and bench.place != place else None


def _enter(job: Job, bench: Bench, wanted: Place | None, at: str) -> int:
    """Do there what the person asked for; where the build fails before, do it at the failure."""
    if not wants_shell(job.manner):
        if job.manner.keep:
            keep(job, bench, wanted)
        say_how(job, at)
        return ExitCode.HEALTHY
    if job.manner.execute is not None:
        code = bench.run(job.manner.execute, wanted)
    else:
        code = ExitCode.HEALTHY
        if not job.manner.prompt:
            say(job, "")
            bench.shell(wanted)
        else:
            bench.place = wanted or bench.place
            prompt(job, bench)
    if job.manner.keep:
        keep(job, bench, wanted)
    rewrite(job, bench)
    return code
