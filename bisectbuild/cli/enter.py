"""Opens the shell in the last good layer, or says how to open it later; cleans up after it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bisectbuild.builder import BuilderKind
from bisectbuild.cli.leftovers import tidy
from bisectbuild.cli.work import Job, command_line
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.dockerfile.platforms import predefined
from bisectbuild.dockerfile.scope import args_in_scope
from bisectbuild.engines.containers import Containers
from bisectbuild.flags import values
from bisectbuild.outcome import Broken, LastGood
from bisectbuild.shell import Scene, banner, json_words, run_command, shell_request
from bisectbuild.tty.text import one_line

_NO_PROGRAM = 127
_WIDTH = 90


def enter(job: Job, outcome: Broken) -> None:
    """Open the shell (or run `--exec`) in the last good layer, and leave nothing behind."""
    good = outcome.last_good
    if good is None or not good.image:
        with cleaned(job):
            _say(job, _why_none(outcome))
        return
    with cleaned(job) as containers:
        run_in(job, containers, scene(job, outcome, good))


def _why_none(outcome: Broken) -> str:
    """Say why there is no layer to enter, and what to do instead."""
    if outcome.last_good is not None:
        return "The layer before it is not there to enter; the note above says why."
    base = outcome.culprit.instruction.value.split(" ")[0]
    if outcome.culprit.trigger:
        return f"To look into the base image itself:  docker run --rm -it --entrypoint sh {base}"
    return "There is no layer to enter: nothing was built before this instruction."


def later(job: Job, outcome: Broken) -> None:
    """Say how to open the shell later, and remove what the search made."""
    good = outcome.last_good
    if good is None:
        return
    if not job.builder.keeps_images:
        with cleaned(job):
            pass
    say_how(job, str(outcome.culprit.instruction.span.start))


def say_how(job: Job, at: str) -> None:
    """Print the command line that opens a shell at a place."""
    _say(job, "Open a shell there, in a terminal:")
    _say(job, f"  {command_line('shell', job.options, f'--at={at}')}")


@contextmanager
def cleaned(job: Job) -> Iterator[Containers]:
    """Give the sandbox; whatever happens, all that this session made is removed after it."""
    containers = Containers(job.choice)
    try:
        yield containers
    finally:
        tidy(containers, job.session.id)


def run_in(job: Job, containers: Containers, place: Scene) -> int:
    """Run the shell or the command there; say so where the image has no shell."""
    execute = job.manner.execute
    if execute is None:
        first, *rest = banner(place)
        _say(job, "\n" + job.paint(first, "strong"))
        for line in rest:
            _say(job, line)
    request = shell_request(place, session=job.session.id, execute=execute, tty=execute is None)
    code = containers.run(request)
    if code == _NO_PROGRAM and execute is None:
        _say(job, "If no prompt came: this layer holds no /bin/sh, so no shell can run in it.")
        for line in _how_to_look(job, place):
            _say(job, line)
    return code


def _how_to_look(job: Job, place: Scene) -> tuple[str, ...]:
    """Say how to see the files of a layer that nothing can run in.

    A cut's image is removed when we leave; the legacy builder's own image stays.
    """
    if not job.builder.keeps_images:
        return (
            "To look at its files, write them out: `bisectbuild split` to a file, then",
            "`docker build -f` that file with --target and --output DIR.",
        )
    return (
        f"To look at its files:  docker create --name look {place.image} x",
        "                       docker export look | tar t; docker rm look",
    )


def scene(job: Job, outcome: Broken, good: LastGood) -> Scene:
    """Tell where the shell opens after a failed build."""
    failed = outcome.culprit.instruction
    code = outcome.culprit.exit_code
    ending = "" if code is None else f" (exit code {code})"
    name = job.dockerfile.name
    text, words = run_command(failed)
    return Scene(
        title=f"✗ {name}:{failed.span.start}: {one_line(failed.text, _WIDTH)}{ending}",
        place=f"the layer before it, after {name}:{good.instruction.span.end}: "
        f"{one_line(good.instruction.text, _WIDTH)}",
        image=good.image,
        variables=variables(job, good.instruction),
        command=text,
        runner=words or shell_words(job, failed),
    )


def variables(job: Job, at: Instruction) -> tuple[tuple[str, str], ...]:
    """Give the build args in scope after an instruction, as this builder sees them."""
    legacy = job.builder.info.kind is BuilderKind.LEGACY
    wanted = values(job.options.flags, "platform")
    return args_in_scope(
        job.dockerfile,
        at.index,
        job.plan.build_args,
        env_wins=legacy,
        platform={} if legacy else predefined(wanted[-1] if wanted else ""),
    )


def shell_words(job: Job, failed: Instruction) -> tuple[str, ...]:
    """Give the words that the failing RUN's shell is called with."""
    if failed.stage is None:
        return ("/bin/sh", "-c")
    for instruction in reversed(job.dockerfile.stages[failed.stage].instructions):
        if instruction.index < failed.index and instruction.keyword == "SHELL":
            return json_words(instruction.value) or ("/bin/sh", "-c")
    return ("/bin/sh", "-c")


def _say(job: Job, line: str) -> None:
    if job.manner.form == "text":
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
