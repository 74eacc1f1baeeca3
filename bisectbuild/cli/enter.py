"""Opens the shell and the debugger's prompt, or says how to open them later; cleans up after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild import report
from bisectbuild.cli.conclude import publish
from bisectbuild.cli.tools import say, workbench
from bisectbuild.cli.work import Job, command_line
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.errors import BisectBuildError, UsageError
from bisectbuild.outcome import Broken, Healthy, Outcome
from bisectbuild.redact.text import redact
from bisectbuild.workbench.bench import Bench

if TYPE_CHECKING:
    from bisectbuild.cli.ahead import Ahead

_CONTROL = "BISECTBUILD_CONTROL"  # remote.terms.CONTROL, which most shells need not import.


def enter(job: Job, outcome: Outcome, ahead: Ahead) -> Outcome:
    """Open what the person asked for where the build ended, and leave nothing behind.

    Gives the outcome of the last build, which may be another one by then.
    """
    with ahead.bench() as bench:
        bench.learn(outcome)
        ahead.adopt(bench)
        tell(job, bench)
        _open(job, bench, outcome, ahead)
        if job.manner.keep:
            keep(job, bench)
        rewrite(job, bench)
        return bench.outcome or outcome


def tell(job: Job, bench: Bench) -> None:
    """Print what the build came to, and write the reports; a build that passes was told of."""
    if not isinstance(bench.outcome, Healthy):
        publish(bench.postmortem(), job.manner)


def _open(job: Job, bench: Bench, outcome: Outcome, ahead: Ahead) -> None:
    reason = why_none(outcome)
    if job.manner.execute is not None:
        if reason:
            say(job, reason)
        else:
            with _told(job):
                bench.run(job.manner.execute)
        return
    if reason:
        say(job, reason)
    elif not job.manner.prompt:
        _shell(job, bench, ahead)
        if bench.fix() is not None:
            say(job, "What worked in the shell can go into the Dockerfile: fix shows how.")
    prompt(job, bench)


def _shell(job: Job, bench: Bench, ahead: Ahead) -> None:
    """Open the shell, the one that was begun ahead where there is one."""
    say(job, "")
    with _told(job):
        if not ahead.join(bench):
            bench.shell()


@contextmanager
def _told(job: Job) -> Iterator[None]:
    """Tell why a place cannot be entered, and go on: the culprit was found all the same."""
    try:
        yield
    except BisectBuildError as error:
        say(job, f"bisectbuild: {error.message}")
        if error.hint:
            say(job, error.hint)


def prompt(job: Job, bench: Bench, waits: Callable[[tuple[str, ...]], str] | None = None) -> None:
    """Open the debugger's prompt; `waits` speaks to a CI job of this very process."""
    from bisectbuild.debugger.app import debug  # noqa: PLC0415 - slow to import

    hide = partial(redact, secrets=job.plan.secrets)
    debug(bench, hide=hide, paint=job.paint, job=waits or waiting_job(os.environ))


def waiting_job(environment: Mapping[str, str]) -> Callable[[tuple[str, ...]], str] | None:
    """Give what speaks to the CI job that waits for this shell, None where none does."""
    socket = environment.get(_CONTROL)
    if not socket:
        return None
    from bisectbuild.remote.control import ask  # noqa: PLC0415 - most shells belong to no job

    return lambda words: ask(Path(socket), " ".join(words))


def why_none(outcome: Outcome | None) -> str:
    """Say why there is no layer to enter, and what to do instead; "" where there is one."""
    if not isinstance(outcome, Broken):
        return ""
    if outcome.note:
        return f"The layer before it is not there to enter. {outcome.note}"
    culprit = outcome.culprit
    if culprit.instruction.keyword != "FROM":
        return ""
    if culprit.trigger:
        base = culprit.instruction.value.split(" ")[0]
        return f"To look into the base image itself:  docker run --rm -it --entrypoint sh {base}"
    return "There is no layer to enter: nothing was built before this instruction."


def later(job: Job, outcome: Outcome) -> None:
    """Tell the outcome and how to open the shell later, and remove what the search made."""
    with workbench(job, outcome) as bench:
        tell(job, bench)
        if job.manner.keep:
            keep(job, bench)
            rewrite(job, bench)
    if isinstance(outcome, Broken) and not why_none(outcome):
        say_how(job, str(outcome.culprit.instruction.span.start))


def say_how(job: Job, at: str) -> None:
    """Print the command line that opens a shell at a place."""
    say(job, "Open a shell there, in a terminal:")
    line = command_line("shell", job.options, f"--at={at}")
    say(job, f"  {redact(line, job.plan.secrets)}")


def keep(job: Job, bench: Bench, place: Place | None = None) -> None:
    """Keep states as a person's images: of a place, else those before and after the culprit."""
    reason = why_none(bench.outcome) if place is None else ""
    if reason:
        say(job, reason)
        return
    places = [place or bench.place]
    if place is None and isinstance(bench.outcome, Broken):
        instruction = bench.outcome.culprit.instruction
        places = [Place(instruction=instruction, side=side) for side in Side]
    for where in places:
        name = f"{job.manner.keep}:{where.side.value}"
        try:
            bench.keep(name, where)
        except UsageError:  # The name is another image's; hours of work are not lost for that.
            name = f"{job.manner.keep}:{where.side.value}-{job.session.id[:8]}"
            bench.keep(name, where)
            say(job, f"Kept: docker run --rm -it --entrypoint /bin/sh {name}")
        except BisectBuildError as error:
            say(job, f"Not kept as {name}: {error.message}")
        else:
            say(job, f"Kept: docker run --rm -it --entrypoint /bin/sh {name}")


def rewrite(job: Job, bench: Bench) -> None:
    """Write the reports again, what was typed and built since included."""
    if bench.outcome is None or not job.manner.reports:
        return
    told = bench.postmortem()
    for path in job.manner.reports:
        report.write(path, told)
