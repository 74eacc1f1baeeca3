"""`bisectbuild shell`: a shell at any place of a build, of a passing build too."""

from __future__ import annotations

from typing import Any

import click

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
from bisectbuild.outcome import Broken, Healthy, Inconclusive, Outcome
from bisectbuild.workbench.bench import Bench

_NOTHING_TO_BUILD = Healthy(records=(), probes=(), image="")


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
            outcome = bench.go(place.instruction, place.side) or _NOTHING_TO_BUILD
            job.display.close()
            wanted = _place(bench, place, outcome)
            _tell(job, bench, outcome)
            reason = why_none(outcome) if wanted is None else ""
            code = None
            if reason or isinstance(outcome, Inconclusive):
                say(job, reason)
            else:
                code = _enter(job, bench, wanted, at)
            last = bench.outcome or outcome  # The prompt may have built again.
        if not isinstance(outcome, Broken):
            job.session.forget()
        return exit_code(last) if code is None or wanted is None else code


def _tell(job: Job, bench: Bench, outcome: Outcome) -> None:
    """Tell what the build came to and write the reports; a place that is reached needs no words.

    A build that passes up to the place is nothing that the workbench learns from.
    """
    if isinstance(outcome, Healthy):
        publish(assemble(setting(job), outcome), job.manner, spoken=True)
    else:
        publish(bench.postmortem(), job.manner)


def _place(bench: Bench, place: Place, outcome: Outcome) -> Place | None:
    """Give the place that was asked for, None where the build fails before it.

    What a failed step left is such a place too.
    """
    if isinstance(outcome, Healthy):
        return place
    failed = isinstance(outcome, Broken) and outcome.culprit.instruction == place.instruction
    return place if failed and place.side is Side.AFTER and bench.place != place else None


def _enter(job: Job, bench: Bench, wanted: Place | None, at: str) -> int | None:
    """Do there what the person asked for; where the build fails before, do it at the failure.

    Gives the exit code of a command that ran there.
    """
    if not wants_shell(job.manner):
        if job.manner.keep:
            keep(job, bench, wanted)
        say_how(job, at)
        return None
    code = None
    if job.manner.execute is not None:
        code = bench.run(job.manner.execute, wanted)
    elif job.manner.prompt:
        bench.place = wanted or bench.place
        prompt(job, bench)
    else:
        say(job, "")
        bench.shell(wanted)
    if job.manner.keep:
        keep(job, bench, wanted)
    rewrite(job, bench)
    return code
