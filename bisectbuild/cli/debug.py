"""`bisectbuild debug`: build, find what breaks it, open a shell in the last good layer."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Any

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.clashes import refuse_unwatchable
from bisectbuild.cli.command import BuildCommand
from bisectbuild.cli.options import build_flags, build_options, manner, manner_flags
from bisectbuild.cli.warm import warmed
from bisectbuild.cli.work import Job, opened, read
from bisectbuild.dockerfile.check import check
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.errors import DockerfileError
from bisectbuild.options import BuildOptions, Manner

# In this order: what a build that passes needs, then the shell, then what a failure needs.
_NEEDED_LATER = (
    "bisectbuild.cli.conclude",
    "bisectbuild.cli.enter",
    "docker.errors",
    "bisectbuild.inquiry",
    "bisectbuild.diagnose.registry",
    "bisectbuild.blame.find",
    "tree_sitter_bash",
)


@click.command("debug", cls=BuildCommand, help=COMMANDS["debug"], short_help=COMMANDS["debug"])
@click.argument("words", nargs=-1, metavar="[DOCKERFILE|DIR] [CONTEXT]")
@click.option("--watch", is_flag=True, help="Build again whenever the file or the context changes.")
@manner_flags
@build_flags
def command(words: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - click's own values
    """Turn the words into values and run."""
    options, how = build_options(given, words), manner(given)
    if how.watch:
        refuse_unwatchable(options)
    return debug(options, how)


def debug(options: BuildOptions, how: Manner) -> int:
    """Build, search, tell, write the reports, open the shell; give the exit code."""
    dockerfile = read(options)
    _refuse_early(dockerfile, options, how)
    with opened(options, how, dockerfile, whole=True) as job:
        # The builder has begun: from here on, what is imported costs no time.
        from bisectbuild.cli.ahead import Ahead  # noqa: PLC0415
        from bisectbuild.search.last_good import search  # noqa: PLC0415

        with closing(Ahead(job, active=_may_open_ahead(job))) as ahead:
            with warmed(*_NEEDED_LATER):
                outcome = search(job.plan, job.builder, ahead, ahead.image_of)
            job.display.close()
            # Imported while the builder worked, so that it could begin sooner.
            from bisectbuild.cli.conclude import conclude  # noqa: PLC0415

            return conclude(job, outcome, ahead)


def _may_open_ahead(job: Job) -> bool:
    """Tell whether a shell can be made ready before it is known to be needed."""
    from bisectbuild.cli.conclude import wants_shell  # noqa: PLC0415 - imported anyway, later
    from bisectbuild.engines.driver import is_engines_own  # noqa: PLC0415 - the same

    how = job.manner
    plain = how.execute is None and not how.prompt and not how.watch
    return plain and wants_shell(how) and is_engines_own(job.choice, os.environ)


def _refuse_early(dockerfile: Dockerfile, options: BuildOptions, how: Manner) -> None:
    """Raise DockerfileError for what both builders refuse, after writing the reports of it."""
    try:
        check(dockerfile)
    except DockerfileError as error:
        from bisectbuild.cli.conclude import publish  # noqa: PLC0415 - needed only here
        from bisectbuild.cli.refused import refused  # noqa: PLC0415 - the same

        publish(refused(dockerfile, options, error), how, spoken=True)
        raise
