"""`bisectbuild shell`: a shell in the layer just before a line, of a passing build too."""

from __future__ import annotations

from typing import Any

import click

from bisectbuild.assemble import assemble
from bisectbuild.cli import COMMANDS
from bisectbuild.cli.command import BuildCommand
from bisectbuild.cli.conclude import publish, setting, wants_shell
from bisectbuild.cli.enter import cleaned, enter, later, run_in, say_how, shell_words, variables
from bisectbuild.cli.options import build_flags, build_options, manner, manner_flags
from bisectbuild.cli.work import Job, opened, read
from bisectbuild.dockerfile.check import check
from bisectbuild.dockerfile.cut import is_buildable, last_buildable_before
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.reach import resolve_target
from bisectbuild.errors import ExitCode, UsageError
from bisectbuild.outcome import Broken, Healthy
from bisectbuild.search.last_good import build_cut
from bisectbuild.shell import Scene, run_command
from bisectbuild.tty.text import one_line

_WIDTH = 90


@click.command("shell", cls=BuildCommand, help=COMMANDS["shell"], short_help=COMMANDS["shell"])
@click.argument("words", nargs=-1, metavar="[DOCKERFILE|DIR] [CONTEXT]")
@click.option(
    "--at",
    required=True,
    metavar="LINE|STAGE|final",
    help="Before the instruction on this line (LINE:after: after it), or at the end of a stage.",
)
@manner_flags
@build_flags
def command(words: tuple[str, ...], at: str, **given: Any) -> int:  # noqa: ANN401 - click's values
    """Build up to the place, then open the shell there."""
    options, how = build_options(given, words), manner(given)
    dockerfile = read(options)
    check(dockerfile)
    point, following = place(dockerfile, at, options.target)
    with opened(options, how, dockerfile, whole=False) as job:
        outcome = build_cut(job.plan, job.builder, job.display, point)
        job.display.close()
        if isinstance(outcome, Healthy):
            if wants_shell(how):
                return _open(job, outcome, point, following)
            return _leave(job, at)
        publish(assemble(setting(job), outcome), how)
        if isinstance(outcome, Broken):
            (enter if wants_shell(how) else later)(job, outcome)
            return ExitCode.BROKEN
        return ExitCode.INCONCLUSIVE


def _leave(job: Job, at: str) -> int:
    """Without a terminal: the layer builds, and its image is taken away again."""
    with cleaned(job):
        say_how(job, at)
    job.session.forget()
    return ExitCode.HEALTHY


def _open(job: Job, outcome: Healthy, point: Instruction, following: Instruction | None) -> int:
    image = outcome.image or next(
        (r.image for r in outcome.records if r.instruction.index == point.index and r.image), ""
    )
    text, words = run_command(following) if following is not None else (None, ())
    name = job.dockerfile.name
    title = (
        f"Next would be {name}:{following.span.start}: {one_line(following.text, _WIDTH)}"
        if following is not None
        else f"{name} as built up to here"
    )
    scene = Scene(
        title=title,
        place=f"the layer after {name}:{point.span.end}: {one_line(point.text, _WIDTH)}",
        image=image,
        variables=variables(job, point),
        command=text,
        runner=words or (shell_words(job, following) if following is not None else ()),
        failed=False,
    )
    with cleaned(job) as containers:
        code = run_in(job, containers, scene)
    job.session.forget()
    return code if job.manner.execute is not None else ExitCode.HEALTHY


def place(
    dockerfile: Dockerfile, at: str, target: str | None
) -> tuple[Instruction, Instruction | None]:
    """Tell which cut `--at` asks for, and which instruction would come next (None: none).

    Raises UsageError where no instruction is there, or nothing to enter.
    """
    word, _, side = at.partition(":")
    if side not in {"", "before", "after"}:
        raise UsageError(f"--at {at}: {side!r} is neither before nor after.", hint="--at 12:after")
    if not word.isdigit():
        stage = resolve_target(dockerfile, target if word == "final" else word)
        return _enterable(dockerfile, stage.instructions[-1], at), None
    instruction = _on_line(dockerfile, int(word))
    if side == "after":
        return _enterable(dockerfile, instruction, at), None
    before = last_buildable_before(dockerfile, instruction.index)
    if before is None:
        raise UsageError(
            f"--at {at}: nothing is built before {instruction.keyword} on this line.",
            hint=f"Enter the layer it makes instead: --at {word}:after",
        )
    return before, instruction


def _enterable(dockerfile: Dockerfile, instruction: Instruction, at: str) -> Instruction:
    if not is_buildable(dockerfile, instruction.index):
        raise UsageError(
            f"--at {at}: {instruction.text} makes no file system that could be entered.",
            hint="Name a later line.",
        )
    return instruction


def _on_line(dockerfile: Dockerfile, line: int) -> Instruction:
    for instruction in dockerfile.instructions:
        if instruction.span.start <= line <= instruction.span.end:
            return instruction
    starts = ", ".join(str(i.span.start) for i in dockerfile.instructions[:20])
    raise UsageError(
        f"--at {line}: no instruction stands on this line of {dockerfile.name}.",
        hint=f"Instructions begin on the lines {starts}.",
    )
