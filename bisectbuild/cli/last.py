"""`bisectbuild last`: the newest failed build of the builder's own history, without building."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.ahead import Ahead
from bisectbuild.cli.conclude import conclude, wants_shell
from bisectbuild.cli.judged import judge
from bisectbuild.cli.options import manner, manner_flags
from bisectbuild.cli.paths import is_file
from bisectbuild.cli.told import Source, Text, tell, text_of
from bisectbuild.cli.tools import say
from bisectbuild.cli.work import Job, opened
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.engines.choose import choose
from bisectbuild.engines.history import History, PastBuild
from bisectbuild.options import BuildOptions, Manner
from bisectbuild.outcome import Broken, Healthy, Outcome
from bisectbuild.saved.fit import misfit
from bisectbuild.saved.read import Saved, read_saved
from bisectbuild.search.last_good import build_cut

_UNREMEMBERED = re.compile(r"--mount=\S*type=(?:secret|ssh)")


@click.command("last", help=COMMANDS["last"], short_help=COMMANDS["last"])
@click.argument("ref", required=False, metavar="[REF]")
@manner_flags
def command(ref: str | None, **given: Any) -> int:  # noqa: ANN401 - click's own values
    """Find the build, read what it printed, tell, and open the shell where one can open."""
    how = manner({**given, "quiet": None, "progress": None})
    environment = dict(os.environ)
    choice = choose(given["builder"], environment)
    history = History(choice=choice, env=environment)
    build = history.build(ref) if ref else history.newest_failed()
    with closing(history.log(build)) as log:
        saved = read_saved(log)
    path = build.dockerfile if build.dockerfile and is_file(build.dockerfile) else None
    text = text_of(path, saved)
    if path is None or build.context is None:
        return _tell_only(build, saved, text, how)
    options = BuildOptions(
        dockerfile=path,
        context=build.context,
        target=build.target,
        builder=given["builder"],
        flags=build.flags,
    )
    return _go_on(build, saved, options, how, text.file)


def _tell_only(build: PastBuild, saved: Saved, text: Text, how: Manner) -> int:
    """Tell of a build whose files are not here, so that there is no layer to build or enter."""
    source = Source(
        again=f"bisectbuild last {build.ref}",
        why=f"Read from the builder's history: {build.ref}.",
        target=build.target,
        flags=build.flags,
    )
    return tell(saved, text, source, how)


def _go_on(
    build: PastBuild, saved: Saved, options: BuildOptions, how: Manner, dockerfile: Dockerfile
) -> int:
    """Go on as `debug` does after its search, with what the history told in the search's place."""
    with opened(options, how, dockerfile, whole=False) as job:
        job.display.close()
        outcome = judge(saved, dockerfile, job.plan.secrets)
        for line in _notes(build, saved, dockerfile, outcome):
            say(job, line)
        if isinstance(outcome, Broken) and _enters(how):
            outcome = _entered(job, outcome)
        with closing(Ahead(job, active=False)) as ahead:
            return conclude(job, outcome, ahead)


def _enters(how: Manner) -> bool:
    return wants_shell(how) or how.prompt or bool(how.keep)


def _entered(job: Job, outcome: Broken) -> Outcome:
    """Have the last good layer from the builder's cache; steps that were pruned run again."""
    good = outcome.last_good
    if good is None:
        return outcome
    found = build_cut(job.plan, job.builder, job.display, good.instruction)
    job.display.close()
    if isinstance(found, Healthy):
        return replace(outcome, last_good=replace(good, image=found.image))
    say(job, "The layer before it does not build any more; this is why:")
    return found


def _notes(
    build: PastBuild, saved: Saved, dockerfile: Dockerfile, outcome: Outcome
) -> Iterator[str]:
    where = build.context.resolve() if build.context else build.name
    yield f"Build {build.ref} of {where}, from the builder's history."
    step = outcome.culprit.step if isinstance(outcome, Broken) else None
    if odd := misfit(saved.tape, dockerfile, step):
        yield f"{odd} It was changed since, or another file was built."
    if any(_UNREMEMBERED.search(entry.source) for entry in dockerfile.instructions):
        yield "The history holds no secrets and no ssh agents, which steps of this file ask for."
