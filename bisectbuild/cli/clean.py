"""`bisectbuild clean`: removes everything that was left behind, and only that."""

from __future__ import annotations

import os

import click

from bisectbuild.cli import COMMANDS
from bisectbuild.cli.leftovers import sorted_out
from bisectbuild.engines.choose import choose
from bisectbuild.engines.containers import Containers, Stray
from bisectbuild.errors import ExitCode


@click.command("clean", help=COMMANDS["clean"], short_help=COMMANDS["clean"])
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--all", "everything", is_flag=True, help="Also what sessions still use.")
def command(*, dry_run: bool, everything: bool) -> int:
    """Remove what carries our label, in the engine that `docker` would use.

    What a session of another machine made counts as in use: nothing tells whether it ended.
    """
    containers = Containers(choose("auto", dict(os.environ)))
    left, busy = sorted_out(containers)
    if everything:
        left, busy = (*left, *busy), ()
    kept: tuple[Stray, ...] = ()
    if not dry_run:
        for session in {stray.session for stray in left}:
            containers.remove(session)
        kept = containers.strays()
    for stray in left:
        done = "still used by something, kept:" if stray in kept else "removed"
        click.echo(f"{'would remove' if dry_run else done} {stray}")
    for stray in busy:
        click.echo(f"in use, kept: {stray}")
    if busy:
        click.echo("Sessions that still go on keep these; --all takes them as well.", err=True)
    if not left and not busy:
        click.echo("Nothing was left behind.")
    return ExitCode.HEALTHY
