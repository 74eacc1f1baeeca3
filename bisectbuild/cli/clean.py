"""`bisectbuild clean`: removes everything that was left behind, and only that."""

from __future__ import annotations

import os
from contextlib import closing

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.ci.stale import drop_stale
from bisectbuild.cli.leftovers import clear, sorted_out
from bisectbuild.cli.leftovers import left as left_in
from bisectbuild.engines.choose import choose
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.engines.strays import Stray
from bisectbuild.errors import ExitCode


@click.command("clean", help=COMMANDS["clean"], short_help=COMMANDS["clean"])
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--all", "everything", is_flag=True, help="Also what sessions still use.")
def command(*, dry_run: bool, everything: bool) -> int:
    """Remove what carries our label, in the engine that `docker` would use.

    What a session of another machine made counts as in use: nothing tells whether it ended.
    """
    environment = dict(os.environ)
    stale = 0 if dry_run else drop_stale()
    with closing(DockerSandbox(choose("auto", environment), environment)) as sandbox:
        left, busy = sorted_out(sandbox)
        if everything:
            left, busy = (*left, *busy), ()
        kept: tuple[Stray, ...] = ()
        if not dry_run:
            for session in {stray.session for stray in left}:
                clear(sandbox, session)
            kept = left_in(sandbox)
    for stray in left:
        done = "still used by something, kept:" if stray in kept else "removed"
        click.echo(f"{'would remove' if dry_run else done} {stray}")
    for stray in busy:
        click.echo(f"in use, kept: {stray}")
    if busy:
        click.echo("Sessions that still go on keep these; --all takes them as well.", err=True)
    if stale:
        click.echo(f"removed {stale} folders of killed `bisectbuild ci`")
    elif not left and not busy:
        click.echo("Nothing was left behind.")
    return ExitCode.HEALTHY
