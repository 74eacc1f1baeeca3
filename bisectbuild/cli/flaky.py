"""`bisectbuild flaky`: which RUN instructions pass only sometimes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.command import BuildCommand
from bisectbuild.cli.options import build_flags, build_options, confidence_flag, manner
from bisectbuild.errors import BisectBuildError, ExitCode, UsageError

if TYPE_CHECKING:
    from bisectbuild.cli.flaky_tally import Tally
    from bisectbuild.cli.work import Job
    from bisectbuild.dockerfile.model import Dockerfile, Instruction
    from bisectbuild.outcome import Outcome
    from bisectbuild.search.plan import Plan
    from bisectbuild.workbench.tools import Tools

Command = TypeVar("Command", bound=Callable[..., Any])
_QUIETLY = {"no_shell": True, "execute": None, "prompt": False, "keep": "", "reports": ()}


def _flags(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return build_flags(command)


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--runs",
        type=click.IntRange(1, 10000),
        default=10,
        show_default=True,
        metavar="N",
        help="How often to run each instruction.",
    ),
    click.option(
        "--at",
        "places",
        multiple=True,
        metavar="LINE",
        help="Run only the RUN on this line; may be given again.",
    ),
    confidence_flag("How sure the intervals of the pass rates are."),
    click.option(
        "--jobs",
        type=click.IntRange(1, 64),
        default=1,
        metavar="N",
        help="Run so many at once.",
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        help="What to print on standard output.",
    ),
    click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours."
    ),
    click.option(
        "--builder",
        default="auto",
        metavar="auto|buildkit|legacy|NAME",
        help="Which builder works; auto takes the one that `docker build` would use.",
    ),
)


@click.command("flaky", cls=BuildCommand, help=COMMANDS["flaky"], short_help=COMMANDS["flaky"])
@click.argument("words", nargs=-1, metavar="[DOCKERFILE|DIR] [CONTEXT]")
@_flags
def command(words: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - click's own values
    """Build once, run each RUN again and again from a clean cut, tell how often it passed."""
    from bisectbuild.cli.own_build import build_own  # noqa: PLC0415 - `--help` needs it not
    from bisectbuild.cli.tools import forgetting, tooled  # noqa: PLC0415 - `--help` needs none of it
    from bisectbuild.cli.work import opened, read  # noqa: PLC0415 - the same
    from bisectbuild.dockerfile.check import check  # noqa: PLC0415 - the same

    options, how = build_options(given, words), manner({**given, **_QUIETLY})
    dockerfile = read(options)
    check(dockerfile)
    wanted = _wanted(dockerfile, given["places"], options.target)
    with (
        opened(options, how, dockerfile, whole=False) as job,
        tooled(job) as own,
        forgetting(job, own) as tools,
    ):
        chosen = _chosen(job.plan, wanted)
        built = build_own(job, tools)
        job.display.close()
        return run(given, job, tools, built, chosen)


def _wanted(
    dockerfile: Dockerfile, places: tuple[str, ...], target: str | None
) -> tuple[Instruction, ...]:
    """Give the instructions of `--at`. Raises UsageError for what is no RUN."""
    from bisectbuild.dockerfile.place import find_place  # noqa: PLC0415 - only for --at

    found = [find_place(dockerfile, place, target).instruction for place in places]
    for instruction in found:
        if instruction.keyword != "RUN":
            raise UsageError(
                f"On line {instruction.span.start} stands {instruction.keyword},"
                " which runs no command.",
                hint="Name the line of a RUN.",
            )
    return tuple(dict.fromkeys(found))


def _chosen(plan: Plan, wanted: tuple[Instruction, ...]) -> tuple[Instruction, ...]:
    """Give the RUNs to run again. Raises UsageError for one that the build does not need."""
    from bisectbuild.dockerfile.cut import cut_points  # noqa: PLC0415 - `--help` needs it not

    points = cut_points(plan.dockerfile, plan.request.target, plan.build_args)
    for instruction in wanted:
        if instruction not in points:
            raise UsageError(
                f"This build does not need the stage of line {instruction.span.start}.",
                hint="Name that stage: --target STAGE",
            )
    return wanted or tuple(entry for entry in points if entry.keyword == "RUN")


def run(
    given: dict[str, Any],
    job: Job,
    tools: Tools,
    built: Outcome,
    chosen: tuple[Instruction, ...],
) -> int:
    """Run what can be run, and tell; give the exit code."""
    from bisectbuild.cli.flaky_reach import tallies_of  # noqa: PLC0415 - `--help` needs it not
    from bisectbuild.cli.flaky_runs import run_all  # noqa: PLC0415 - the same
    from bisectbuild.cli.flaky_table import Told, data, text  # noqa: PLC0415 - the same
    from bisectbuild.outcome import Healthy  # noqa: PLC0415 - the same
    from bisectbuild.probing.again import Runner  # noqa: PLC0415 - the same
    from bisectbuild.tty.paint import Paint, wants_color  # noqa: PLC0415 - the same

    tallies = tallies_of(job.plan, built, chosen, tools.say)
    with closing(Runner(tools, job.plan, job.options, built)) as runner:
        todo = [tally for tally in tallies if tally.reached]
        if not runner.in_builder:
            for tally in todo:
                tally.stood_in = ()  # A container is given a copy of the mount.
        way = "as a step that leaves nothing" if runner.in_builder else "in new containers"
        count = f"{len(todo)} instruction{'s' if len(todo) != 1 else ''}"
        often = f"{given['runs']} times each" if given["runs"] > 1 else "once"
        told = f"Running {count} again, {often}, {way}:"
        tools.say(told if todo else "There is no RUN here that can be run again.")
        stopped = run_all(todo, given["runs"], given["jobs"], runner, tools.say)
    if isinstance(stopped, BisectBuildError) and not any(tally.runs for tally in todo):
        raise stopped
    whole = Told(
        tallies=tallies,
        runs=given["runs"],
        confidence=given["confidence"],
        secrets=job.plan.secrets,
        interrupted=stopped is not None,
    )
    paint = Paint(on=wants_color(given["color"], sys.stdout))
    sys.stdout.write(data(whole) if given["form"] == "json" else text(whole, paint))
    sys.stdout.flush()
    if isinstance(stopped, BisectBuildError):
        raise stopped  # Once the hours before it are told.
    is_answered = bool(given["places"]) or isinstance(built, Healthy)
    return _code(tallies, is_answered=is_answered) if stopped is None else ExitCode.INTERRUPTED


def _code(tallies: list[Tally], *, is_answered: bool) -> int:
    """Give 1 where one does not always pass, 5 where none of those fails but one was not run.

    5 also where what was asked has no answer yet (not `is_answered`): the build itself fails, at
    what is no RUN.
    """
    from bisectbuild.cli.flaky_tally import Steadiness  # noqa: PLC0415 - `--help` needs it not

    found = {tally.steadiness for tally in tallies}
    if found & {Steadiness.FLAKY, Steadiness.FAILS}:
        return ExitCode.BROKEN
    is_steady = is_answered and found == {Steadiness.STABLE}
    return ExitCode.HEALTHY if is_steady else ExitCode.INCONCLUSIVE
